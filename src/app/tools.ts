import type { Execute } from '#commands/handling/receipt.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Codec } from '#events/store/codec.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { lookupsIn, personalFieldsOf } from '#events/store/personal.ts';
import { openPersonal, type PersonalData } from '#events/store/personalData.ts';
import type { ProcessLookups, Tools } from '#processes/tools.ts';
import type { RemindTools } from '#processes/writeNotices.ts';
import { lineExecutor } from './lines.ts';

type Parts = Pick<Tools, 'channelsOf' | 'settings'> & {
  execute: Execute;
  personalData: Pick<PersonalData, 'open' | 'erase' | 'replaceLookups'>;
  store: Pick<EventStore, 'readStream'>;
  decode: Codec<AnyEvent>['decode'];
  lookups: ProcessLookups;
};

/** With what processes react: Motcua acts itself, because of an event, and simulated where that is. */
export const processTools = ({ execute, personalData, store, decode, lookups, channelsOf, settings }: Parts): Tools => ({
  execute: async (command, input, because, { which = '', at } = {}) => {
    const { correlationId, id: causationId, actor } = because;
    await execute(command, input, {
      actor: { id: 'motcua', role: 'system', ...(actor.simulated && { simulated: true }) },
      permit: () => {},
      idempotencyKey: `${command.name} because of ${causationId}${which}`,
      correlationId,
      causationId,
      ...(at !== undefined && { now: at }),
    });
  },
  executeLine: lineExecutor(execute, personalData),
  read: async (stream) => {
    const events = [];
    for (let page = await store.readStream(stream); page.length > 0; page = await store.readStream(stream, { from: events.length }))
      events.push(...page);
    return events.map(decode);
  },
  findByNow: async (stream, schema, value) => {
    const fields = personalFieldsOf(schema);
    if (fields === undefined) return;
    const lookups = lookupsIn(fields, await openPersonal(personalData, value));
    for (const [kind, values] of lookups) await personalData.replaceLookups(stream, kind, values);
  },
  eraseKey: async (stream) => void (await personalData.erase(stream)),
  lookup: lookups,
  channelsOf,
  settings,
});

/** With what the clock is watched: Motcua acts itself, because of nothing but the time. */
export const watchTools = (
  execute: Execute,
  lookup: ProcessLookups,
  reminding: Pick<RemindTools, 'schedule' | 'channelsOf' | 'settings'>,
  mark: { simulated?: true } = {},
): RemindTools => ({
  ...reminding,
  act: async (command, input, at, because) => {
    const cause = because !== undefined && { causationId: because };
    await execute(command, input, { actor: { id: 'motcua', role: 'system', ...mark }, permit: () => {}, now: at, ...cause });
  },
  lookup,
});

import { expect } from 'vitest';
import type { z } from 'zod';
import { type Command, type DecisionContext, parseInput } from '#commands/handling/command.ts';
import { derivedId } from '#commands/handling/ids.ts';
import type { LateEntry } from '#commands/handling/lateEntry.ts';
import { Rejection, type RejectionCode } from '#domain/rejections.ts';
import type { Settings } from '#domain/settings.ts';
import { categories } from '#events/all.ts';
import type { Actor, EnteredLate, Recorded } from '#events/store/event.ts';
import { testSettings } from './settings.ts';
import { englishLeftOf } from './vietnamese.ts';

type Body = { type: string; data: unknown };
/** A plain event of the past; `occurredAt` where it matters. */
export type Past<E extends Body> = E & { occurredAt?: string; actor?: Actor; enteredLate?: EnteredLate };
type Circumstances<F> = {
  at?: string;
  now?: string;
  actor?: Actor;
  facts?: F;
  settings?: Partial<Settings>;
  id?: string;
  /** Units the actor may act for; absent: every one. */
  covered?: readonly string[];
};

/** Who acts in a spec that does not say. */
export const somebody: Actor = { id: 'user-1', role: 'officer', unit: '25747' };
/** What `newId(label)` gives inside a spec. */
export const specId = (label: string): string => derivedId('spec', label);

const SPEC_BEGINS = '2025-06-20T01:00:00.000Z';
const minutesAfter = (instant: string, minutes: number): string =>
  Temporal.Instant.from(instant).add({ minutes }).toString({ smallestUnit: 'millisecond' });

/** Wraps plain events as the log would: revisions from 0, one minute after another. */
export const recorded = <E extends Body>(stream: string, events: readonly Past<E>[]): Recorded<E>[] => {
  let occurredAt = SPEC_BEGINS;
  return events.map((event, revision) => {
    occurredAt = event.occurredAt ?? minutesAfter(occurredAt, 1);
    const id = derivedId('past', stream, revision);
    return {
      ...event,
      id,
      stream,
      revision,
      position: revision,
      schemaVersion: 1,
      occurredAt,
      recordedAt: occurredAt,
      actor: event.actor ?? somebody,
      correlationId: id,
      causationId: id,
    } as unknown as Recorded<E>;
  });
};

const schemaOf = (type: string): z.ZodObject => {
  const schemas: Record<string, z.ZodObject> = Object.assign({}, ...categories.map(({ schemas }) => schemas));
  const schema = schemas[type];
  if (schema === undefined) throw new Error(`no event is called ${type}`);
  return schema;
};

/**
 * Given these events, when this input, then those events or that rejection. Pure: `prepare` is bypassed, its result is `facts`.
 * Every event that comes out must satisfy its schema. `id` is what a generated stream id would be. `at` is when the act happens, by default one minute after the last given event.
 */
export const specOf = <S, E extends Body, I extends z.ZodObject, F>(command: Command<S, E, I, F, any, any>) => ({
  given: (...past: readonly Past<E>[]) => ({
    when: (input: z.input<I> & LateEntry, circumstances: Circumstances<F> = {}) => {
      const situation = () => {
        const generated = command.generatesId ? { [command.idField]: circumstances.id ?? specId('stream') } : {};
        const { own: parsed } = parseInput(command, { ...generated, ...input });
        const id = command.id(parsed);
        const events = recorded(`${command.fold.category}-${id}`, past);
        const at = circumstances.at ?? circumstances.now ?? minutesAfter(events.at(-1)?.occurredAt ?? SPEC_BEGINS, 1);
        const context: DecisionContext = {
          id,
          occurredAt: at,
          now: circumstances.now ?? at,
          actor: circumstances.actor ?? somebody,
          settings: { ...testSettings, ...circumstances.settings },
          covers: (unit) => circumstances.covered?.includes(unit) ?? true,
          newId: specId,
        };
        return { parsed, context, state: events.reduce(command.fold.evolve, command.fold.initial) };
      };
      const outcome = (): readonly E[] | Rejection => {
        const { parsed, context, state } = situation();
        try {
          // a command without `prepare` takes no facts
          const decided = command.decide(state, parsed, context, circumstances.facts as F);
          for (const { type, data } of decided) schemaOf(type).parse(data);
          return decided;
        } catch (error) {
          if (error instanceof Rejection) return error;
          throw error;
        }
      };
      const rejection = (): Rejection => {
        const result = outcome();
        if (!(result instanceof Rejection))
          throw new Error(`expected a rejection, got ${result.map(({ type }) => type).join(', ') || 'nothing'}`);
        expect(englishLeftOf({ detail: result.message, ...(result.missing && { missing: result.missing }) })).toEqual([]);
        return result;
      };
      const happened = (): readonly E[] => {
        const result = outcome();
        if (result instanceof Rejection) throw new Error(`rejected: ${result.code}: ${result.message}`);
        return result;
      };
      return {
        outcome,
        yields: (...events: readonly E[]) => expect(happened()).toEqual(events),
        yieldsNothing: () => expect(happened()).toEqual([]),
        isRejected: (code: RejectionCode) => expect(rejection().code).toBe(code),
        isRejectedWith: ({ code, missing }: { code: RejectionCode; missing: readonly string[] }) => {
          const refused = rejection();
          expect({ code: refused.code, missing: refused.missing?.map((thing) => thing.code) }).toEqual({ code, missing });
        },
      };
    },
  }),
});

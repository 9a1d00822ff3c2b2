import { keyForm } from '#domain/text/searchForm.ts';
import { type Limits, limitOf } from '#domain/time/limits.ts';
import type { PortalEntry } from '#events/procedure/events.ts';
import type { Finding } from '#events/review/events.ts';
import { Channel, type LimitByChannel, type TimeLimit } from '#events/terms.ts';

/** A procedure as it stands here, as far as the national portal speaks of it; `components` if to be compared. */
export type OnRecord = {
  name: string;
  field: string;
  limit: TimeLimit;
  limitByChannel?: LimitByChannel | undefined;
  components?: readonly Component[] | undefined;
};
type Component = { code?: string | undefined; name: string };

/** A working day in hours, as steps and limits are counted. */
export const DAY = 8;

/** In hours of work, or in days of the calendar where it is given so; what cannot be compared has neither. */
type Length = { working: number } | { calendar: number } | undefined;

const lengthIn = (unit: PortalEntry['limits'][number]['unit'], value: number): Length => {
  if (unit === 'calendar-days') return { calendar: value };
  return unit === 'other' ? undefined : { working: unit === 'working-days' ? value * DAY : value };
};

/** The length of a time limit. */
export const lengthOf = (limit: TimeLimit): Length => {
  if (limit.kind === 'unpublished') return undefined;
  return limit.kind === 'same-day' ? { working: DAY } : lengthIn(limit.kind, 'days' in limit ? limit.days : limit.hours);
};

/** -1 shorter, 0 alike (also both up to one day), 1 longer; `undefined` where only one is counted by the calendar. */
const compare = (ours: Length, theirs: Length): -1 | 0 | 1 | undefined => {
  if (ours === undefined || theirs === undefined) return undefined;
  if ('working' in ours && 'working' in theirs) return Math.sign(ours.working - theirs.working) as -1 | 0 | 1;
  if ('calendar' in ours && 'calendar' in theirs) return Math.sign(ours.calendar - theirs.calendar) as -1 | 0 | 1;
  const withinADay = (length: NonNullable<Length>) => ('working' in length ? length.working <= DAY : length.calendar <= 1);
  return withinADay(ours) && withinADay(theirs) ? 0 : undefined;
};

const limitText = (limit: TimeLimit): string => {
  switch (limit.kind) {
    case 'same-day':
      return 'the same day';
    case 'working-days':
      return `${limit.days} working days`;
    case 'working-hours':
      return `${limit.hours} working hours`;
    case 'calendar-days':
      return `${limit.days} days`;
    case 'unpublished':
      return 'no published limit';
  }
};

const check = 'portal-agrees';
const alike = (a: string, b: string): boolean => keyForm(a) === keyForm(b);

type PortalLimit = PortalEntry['limits'][number];
const channelText = { direct: ' at the counter', online: ' online', postal: ' by post', other: '' } as const;

/** `channel`: the one compared, where they are compared one by one. */
const compareLimit = (limit: TimeLimit, limits: readonly PortalLimit[], channel: PortalLimit['channel'] = 'other'): Finding[] => {
  const where = channelText[channel];
  if (limits.length === 0)
    return [{ check, field: 'limit', detail: `The portal gives no time limit${where}.`, ours: `${limitText(limit)}${where}` }];
  const compared = limits.map(({ unit, value }) => compare(lengthOf(limit), lengthIn(unit, value)));
  if (compared.includes(0)) return [];
  const theirs = limits.map(({ text }) => text).join('; ');
  const difference = { check, field: 'limit', ours: `${limitText(limit)}${where}`, theirs } as const;
  // citizens may rely on what the portal promises: a longer limit may not be approved, a shorter one is only named
  if (compared.every((order) => order === 1))
    return [
      {
        ...difference,
        detail: `The limit${where} is longer than the portal promises: ${limitText(limit)}, not ${theirs}.`,
        blocks: 'approval',
      },
    ];
  return [{ ...difference, detail: `The limit${where} is ${limitText(limit)}; the portal says ${theirs}.` }];
};

/**
 * Channel by channel: what holds at the counter may differ from what is promised online. What differs in every channel
 * alike is said once.
 */
const limitFindings = (ours: Limits, { limits }: PortalEntry): Finding[] => {
  const { limitByChannel } = ours;
  const byChannel = Map.groupBy(limits, ({ channel }) => channel);
  const own = Channel.options.filter((channel) => limitByChannel?.[channel] !== undefined);
  const channels = [...new Set([...byChannel.keys(), ...own])];
  const limitAt = (channel: PortalLimit['channel']) => (channel === 'other' ? ours.limit : limitOf(ours, channel));
  const findings = channels.map((channel) => compareLimit(limitAt(channel), byChannel.get(channel) ?? [], channel));
  if (own.length === 0 && findings.every(({ length }) => length > 0)) return compareLimit(ours.limit, limits);
  return findings.flat();
};

const componentFindings = (ours: readonly Component[], { components: theirs }: PortalEntry): Finding[] => {
  const isSame = (a: Component, b: Component) => (a.code !== undefined && b.code !== undefined ? a.code === b.code : alike(a.name, b.name));
  const text = ({ code, name }: Component) => (code === undefined ? name : `${name} (${code})`);
  const tooMany = ours.filter((one) => !theirs.some((other) => isSame(one, other)));
  const lacking = theirs.filter((other) => !ours.some((one) => isSame(one, other)));
  return [
    // asking for papers outside the published list is a prohibited act (Decree 118/2025/NĐ-CP, Art. 5)
    ...tooMany.map(text).map((one): Finding => {
      const detail = `The portal’s list does not have “${one}”: it may not be asked for.`;
      return { check, field: 'components', detail, blocks: 'approval', ours: one };
    }),
    ...lacking.map(text).map((other): Finding => {
      return { check, field: 'components', detail: `Only the portal lists “${other}”.`, theirs: other };
    }),
  ];
};

/** Differences from the portal's entry for a code, field by field; without an entry, a finding that says so. Pure. */
export const portalFindings = (ours: OnRecord, entry: PortalEntry | undefined): Finding[] => {
  if (entry === undefined) return [{ check, detail: 'Nothing was recorded from the national portal’s catalogue for this code.' }];
  const { components } = ours;
  const differing = (field: 'name' | 'field', called: 'name' | 'sector', theirs: string): Finding[] =>
    alike(ours[field], theirs) ? [] : [{ check, field, detail: `The portal’s ${called} is “${theirs}”.`, ours: ours[field], theirs }];
  return [
    ...(entry.published ? [] : [{ check, field: 'published', detail: 'The portal does not offer the procedure.' } as const]),
    ...differing('name', 'name', entry.name),
    ...(entry.field === undefined ? [] : differing('field', 'sector', entry.field.name)),
    ...limitFindings(ours, entry),
    ...(components === undefined ? [] : componentFindings(components, entry)),
  ];
};

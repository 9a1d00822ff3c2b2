import type { PortalEntry } from '#events/procedure/events.ts';
import type { Finding } from '#events/review/events.ts';
import type { TimeLimit } from '#events/terms.ts';

/** A procedure as it stands here, as far as the national portal speaks of it; `components` if to be compared. */
export type OnRecord = {
  name: string;
  field: string;
  limit: TimeLimit;
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
const alike = (a: string, b: string): boolean => a.normalize('NFC').trim().toLowerCase() === b.normalize('NFC').trim().toLowerCase();

const limitFindings = (limit: TimeLimit, { limits }: PortalEntry): Finding[] => {
  if (limits.length === 0) return [{ check, field: 'limit', detail: 'The portal gives no time limit.', ours: limitText(limit) }];
  const compared = limits.map(({ unit, value }) => compare(lengthOf(limit), lengthIn(unit, value)));
  if (compared.includes(0)) return [];
  const theirs = limits.map(({ text }) => text).join('; ');
  const difference = { check, field: 'limit', ours: limitText(limit), theirs } as const;
  // citizens may rely on what the portal promises: a longer limit may not be approved, a shorter one is only named
  if (compared.every((order) => order === 1))
    return [
      { ...difference, detail: `The limit is longer than the portal promises: ${limitText(limit)}, not ${theirs}.`, blocks: 'approval' },
    ];
  return [{ ...difference, detail: `The limit is ${limitText(limit)}; the portal says ${theirs}.` }];
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
  const { limit, components } = ours;
  const differing = (field: 'name' | 'field', called: string, theirs: string): Finding[] =>
    alike(ours[field], theirs) ? [] : [{ check, field, detail: `The portal’s ${called} is “${theirs}”.`, ours: ours[field], theirs }];
  return [
    ...(entry.published ? [] : [{ check, field: 'published', detail: 'The portal does not offer the procedure.' } as const]),
    ...differing('name', 'name', entry.name),
    ...(entry.field === undefined ? [] : differing('field', 'sector', entry.field.name)),
    ...limitFindings(limit, entry),
    ...(components === undefined ? [] : componentFindings(components, entry)),
  ];
};

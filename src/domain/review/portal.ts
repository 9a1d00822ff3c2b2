import type { PortalEntry } from '#events/procedure/events.ts';
import type { Finding } from '#events/review/events.ts';
import type { TimeLimit } from '#events/terms.ts';

/**
 * A procedure as it stands here, as far as the national portal speaks of it. Without `components`, they are not
 * compared.
 */
export type OnRecord = {
  name: string;
  field: string;
  limit: TimeLimit;
  components?: readonly { code?: string | undefined; name: string }[] | undefined;
};

/** A working day in hours, as steps and limits are counted. */
export const DAY = 8;

/** In hours of work, or in days of the calendar where it is given so; what cannot be compared has neither. */
type Length = { working: number } | { calendar: number } | undefined;

/** The length of a time limit. */
export const lengthOf = (limit: TimeLimit): Length => {
  switch (limit.kind) {
    case 'same-day':
      return { working: DAY };
    case 'working-days':
      return { working: limit.days * DAY };
    case 'working-hours':
      return { working: limit.hours };
    case 'calendar-days':
      return { calendar: limit.days };
    case 'unpublished':
      return undefined;
  }
};

const portalLength = ({ value, unit }: PortalEntry['limits'][number]): Length => {
  switch (unit) {
    case 'working-days':
      return { working: value * DAY };
    case 'working-hours':
      return { working: value };
    case 'calendar-days':
      return { calendar: value };
    case 'other':
      return undefined;
  }
};

/**
 * -1 shorter, 0 alike, 1 longer; `undefined` where one is counted by the calendar and the other is not. Up to one day,
 * both say the same.
 */
const compare = (ours: Length, theirs: Length): -1 | 0 | 1 | undefined => {
  if (ours === undefined || theirs === undefined) return undefined;
  if ('working' in ours && 'working' in theirs) return Math.sign(ours.working - theirs.working) as -1 | 0 | 1;
  if ('calendar' in ours && 'calendar' in theirs) return Math.sign(ours.calendar - theirs.calendar) as -1 | 0 | 1;
  const withinADay = (length: { working: number } | { calendar: number }) =>
    'working' in length ? length.working <= DAY : length.calendar <= 1;
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
  const compared = limits.map((entry) => compare(lengthOf(limit), portalLength(entry)));
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

const componentFindings = (ours: NonNullable<OnRecord['components']>, { components: theirs }: PortalEntry): Finding[] => {
  const isSame = (a: { code?: string | undefined; name: string }, b: { code?: string | undefined; name: string }) =>
    a.code !== undefined && b.code !== undefined ? a.code === b.code : alike(a.name, b.name);
  const text = ({ code, name }: { code?: string | undefined; name: string }) => (code === undefined ? name : `${name} (${code})`);
  const tooMany = ours.filter((one) => !theirs.some((other) => isSame(one, other)));
  const lacking = theirs.filter((other) => !ours.some((one) => isSame(one, other)));
  return [
    // asking for papers outside the published list is a prohibited act (Decree 118/2025/NĐ-CP, Art. 5)
    ...tooMany.map(
      (one): Finding => ({
        check,
        field: 'components',
        detail: `The portal’s list does not have “${text(one)}”: it may not be asked for.`,
        blocks: 'approval',
        ours: text(one),
      }),
    ),
    ...lacking.map(
      (other): Finding => ({ check, field: 'components', detail: `Only the portal lists “${text(other)}”.`, theirs: text(other) }),
    ),
  ];
};

/**
 * Differences between a procedure here and the portal's entry for its code, field by field; one finding that nothing
 * was recorded where there is no entry. Pure.
 */
export const portalFindings = (ours: OnRecord, entry: PortalEntry | undefined): Finding[] => {
  if (entry === undefined) return [{ check, detail: 'Nothing was recorded from the national portal’s catalogue for this code.' }];
  const { name, field, limit, components } = ours;
  return [
    ...(entry.published ? [] : [{ check, field: 'published', detail: 'The portal does not offer the procedure.' } as const]),
    ...(alike(name, entry.name)
      ? []
      : [{ check, field: 'name', detail: `The portal’s name is “${entry.name}”.`, ours: name, theirs: entry.name } as const]),
    ...(entry.field === undefined || alike(field, entry.field.name)
      ? []
      : [
          {
            check,
            field: 'field',
            detail: `The portal’s sector is “${entry.field.name}”.`,
            ours: field,
            theirs: entry.field.name,
          } as const,
        ]),
    ...limitFindings(limit, entry),
    ...(components === undefined ? [] : componentFindings(components, entry)),
  ];
};

import type { FastifyRequest } from 'fastify';
import { personalNumberIn } from '#domain/text/personalNumber.ts';
import type { PersonalSearch } from '#events/access/events.ts';
import { type Actor, categoryOf, idOf } from '#events/store/event.ts';
import type { PersonalData } from '#events/store/personalData.ts';
import { maskPersonal, openPersonal, sealedIn } from '#events/store/personalData.ts';
import { isStorableText } from '#events/store/storable.ts';
import { forbidden } from './authentication.ts';
import type { Principal } from './principal.ts';
import { inputProblem } from './problems.ts';

/** Opens (or masks) the personal values of one subject. */
export type Open = <T extends Record<string, unknown>>(
  subject: string,
  unit: string | undefined,
  values: T,
) => Promise<Record<string, unknown>>;

/** Puts on record what was read of whom, and what for. Whoever may read the answer may, and must, leave this trace. */
export type RecordRead = (
  read: { subject: string; unit?: string; fields: string[]; purpose: string },
  actor: Actor,
  correlationId: string,
) => Promise<void>;

/** Puts on record by what personal data was searched, and what for; never the value. */
export type RecordSearch = (search: PersonalSearch & { purpose: string }, actor: Actor, correlationId: string) => Promise<void>;

/** Under which kind of lookup a value is kept, by whose it is and what it is. */
const lookupOf = {
  dossier: {
    'identity-number': 'identity-number',
    name: 'owner-name',
    'submitter-identity-number': 'submitter-identity-number',
    'submitter-name': 'submitter-name',
  },
  official: { 'identity-number': 'identity-number', name: 'official-name' },
} as const satisfies Record<PersonalSearch['among'], Partial<Record<PersonalSearch['by'], string>>>;

/** Ids of those among whom a personal value is searched that bear it, by keyed hash; 400 where more than 5 000 do. */
export type FindByPersonal = <A extends PersonalSearch['among']>(
  among: A,
  by: keyof (typeof lookupOf)[A] & PersonalSearch['by'],
  value: string,
  parameter: string,
) => Promise<readonly string[]>;

const MOST_FOUND = 5000;

/** The purpose stated in `X-Purpose`: UTF-8, plain or percent-encoded, 3 to 500 characters; otherwise throws 400. */
export const purposeOf = (request: FastifyRequest): string | undefined => {
  const header = request.headers['x-purpose'];
  if (typeof header !== 'string') return undefined;
  const fault = (detail: string) => inputProblem([{ in: 'header', pointer: 'X-Purpose', detail }]);
  let text: string;
  try {
    // Node hands headers over byte by byte
    text = decodeURIComponent(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'))).trim();
  } catch {
    throw fault('must be UTF-8, plain or percent-encoded');
  }
  if (text.length < 3 || text.length > 500) throw fault('must have 3 to 500 characters');
  if (!isStorableText(text)) throw fault('may not hold NUL');
  // auditors read it, and no erasure reaches it
  const found = personalNumberIn(text);
  if (found !== undefined) throw fault(`may not hold ${found}: it says what for, not whose`);
  return text;
};

/** Paths of the sealed values; one for all elements of an array. */
const pathsOf = (value: unknown, path = ''): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('sealed' in value) return [path];
  if (Array.isArray(value)) return value.flatMap((inner) => pathsOf(inner, path));
  return Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, path === '' ? name : `${path}.${name}`));
};

/**
 * How this caller sees personal values: opened when the token may and a purpose is stated, masked otherwise.
 * A read is on record before its values leave; when it cannot be recorded, they do not leave.
 */
export const personalReader =
  (parts: { personalData: PersonalData; recordRead: RecordRead }) =>
  (caller: Principal, actor: Actor, purpose: string | undefined, correlationId: string): Open =>
  async (subject, unit, values) => {
    const sealed = sealedIn(values);
    if (sealed.length === 0) return values;
    if (!caller.personal || purpose === undefined) return maskPersonal(values) as Record<string, unknown>;
    if (sealed.some(({ stream }) => stream !== subject))
      throw new Error('A personal value belongs to another subject than the one on record.');
    await parts.recordRead(
      { subject, ...(unit === undefined ? {} : { unit }), fields: [...new Set(pathsOf(values))], purpose },
      actor,
      correlationId,
    );
    return (await openPersonal(parts.personalData, values)) as Record<string, unknown>;
  };

/**
 * How this caller searches by personal values: whoever knows a value could tell from what is found whether and what its
 * bearer filed, so it takes the right (403) and a purpose (400), and is on record before the answer, also when nothing
 * is found.
 */
export const personalSearch =
  (parts: { personalData: Pick<PersonalData, 'find'>; recordSearch: RecordSearch }) =>
  (caller: Principal, actor: Actor, purpose: string | undefined, correlationId: string): FindByPersonal =>
  async (among, by, value, parameter) => {
    if (!caller.personal) throw forbidden('Searching by personal data takes the right `personal` of the token.');
    if (purpose === undefined)
      throw inputProblem([{ in: 'header', pointer: 'X-Purpose', detail: 'is needed: searching by personal data states its purpose' }]);
    const streams = await parts.personalData.find(lookupOf[among][by] as string, value, MOST_FOUND);
    const found = streams.filter((stream) => categoryOf(stream) === among).map(idOf);
    await parts.recordSearch({ among, by, found: found.length, purpose }, actor, correlationId);
    if (found.length > MOST_FOUND)
      throw inputProblem([{ in: 'query', pointer: `/${parameter}`, detail: `fits more than ${MOST_FOUND}: give more of the name` }]);
    return found;
  };

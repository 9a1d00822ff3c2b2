import type { z } from 'zod';
import { currentVersion, type EventDefinitions, type EventOf, type Upcaster } from './defineEvents.ts';
import { categoryOf, type Envelope, type NewEvent, type Recorded, type RecordedEvent } from './event.ts';
import { isUnsealed, wrapUnsealed } from './keys/cipher.ts';
import { isSealed, mapPersonalFields, type PersonalFields, personalFieldsOf, recordedFieldsOf } from './personal.ts';
import type { AskedKey, PersonalData } from './personalData.ts';
import { quickCheck } from './quickCheck.ts';
import { isStorableText, storableCopy, storableText, unstorableIn } from './storable.ts';

/** An event as a decision made it: personal fields in clear, no version yet. */
export type UnencodedEvent = Omit<Envelope, 'schemaVersion'> & { type: string; data: unknown };

/** Translates between events as decisions make them and events as the log stores them. */
export type Codec<E extends { type: string; data: unknown }> = {
  /**
   * Checks each body, seals its personal fields and records their lookups, with one call to the keys at most. Throws
   * `UnencodableEvent` for a wrong body or a text that cannot be stored, `PersonalDataErased` when the stream's key was
   * deleted. Every door to the log passes here. `key`: what `askKey` said, where nothing else is appended to the stream
   * since it was asked.
   */
  encode: (stream: string, events: readonly UnencodedEvent[], key?: AskedKey) => Promise<NewEvent[]>;
  /** Asks for a stream's key before it is known what is to be sealed. */
  askKey: (stream: string) => AskedKey | undefined;
  /**
   * Upcasts a stored body to the newest version and checks it, without any key; `schemaVersion` stays what is stored. What could be stored once and cannot be
   * shown (NUL, half a character) is read as U+FFFD, so that it stops no fold and no row. Throws `UndecodableEvent`.
   */
  decode: (recorded: RecordedEvent) => Recorded<E>;
};

/** A stored event that this program cannot read: unknown type, newer version or wrong body, which it never quotes. */
export class UndecodableEvent extends Error {
  override name = 'UndecodableEvent';
  constructor({ stream, revision, position, type }: RecordedEvent, reason: string) {
    super(`${type} in ${stream} at revision ${revision} (position ${position}) cannot be read: ${reason}`);
  }
}

/** An event that may not be stored: unknown type, wrong category or body, or sealed already. Never quotes the body. */
export class UnencodableEvent extends Error {
  override name = 'UnencodableEvent';
  constructor(stream: string, type: string, reason: string) {
    super(`${type} cannot be stored in ${stream}: ${reason}`);
  }
}

type Definition = {
  category: string;
  schema: z.ZodObject;
  isFit: (body: unknown) => boolean;
  version: number;
  upcasters: readonly Upcaster[];
  personal: PersonalFields | undefined;
  /** Where copies of earlier events' personal values stand. */
  recorded: PersonalFields | undefined;
};

/** The codec of these categories. Throws when two of them name an event alike, or a schema may not be stored. */
export const createCodec = <const D extends readonly EventDefinitions[]>(
  categories: D,
  personalData: Pick<PersonalData, 'seal'> & Partial<Pick<PersonalData, 'askKey'>>,
): Codec<EventOf<D[number]>> => {
  const definitions = definitionsByType(categories);

  const check = (stream: string, event: UnencodedEvent): NewEvent => {
    const definition = definitions.get(event.type);
    if (!definition) throw new UnencodableEvent(stream, event.type, 'no category has such an event');
    if (definition.category !== categoryOf(stream))
      throw new UnencodableEvent(stream, event.type, `it belongs to the category ${definition.category}`);
    const { success, data, error } = definition.schema.safeParse(event.data);
    if (!success) throw new UnencodableEvent(stream, event.type, describe(error));
    const unstorable = unstorableIn({ ...event, data });
    if (unstorable !== undefined) throw new UnencodableEvent(stream, event.type, `${unstorable} holds NUL or half a character`);
    return { ...event, schemaVersion: definition.version, data };
  };

  const mapPersonal = (event: NewEvent, replace: Parameters<typeof mapPersonalFields>[2]): NewEvent => {
    const personal = definitions.get(event.type)?.personal;
    return personal ? { ...event, data: mapPersonalFields(personal, event.data, replace) } : event;
  };

  return {
    async encode(stream, events, key) {
      const checked = events.map((event) => check(stream, event));
      const values: { eventId: string; field: string; value: unknown }[] = [];
      const lookups: { kind: string; value: string }[] = [];
      for (const event of checked)
        mapPersonal(event, (value, field, { lookup }) => {
          if (isSealed(value)) throw new UnencodableEvent(stream, event.type, `${field} is sealed already`);
          values.push({ eventId: event.id, field, value });
          if (lookup !== undefined) lookups.push({ kind: lookup, value: String(value) });
          return value;
        });
      if (values.length === 0) return checked;
      const sealed = (await personalData.seal(stream, values, lookups, key)).values();
      return checked.map((event) => mapPersonal(event, () => ({ sealed: sealed.next().value })));
    },

    askKey: (stream) => personalData.askKey?.(stream),

    decode(recorded) {
      const definition = definitions.get(recorded.type);
      if (!definition) throw new UndecodableEvent(recorded, 'no category has such an event');
      if (definition.category !== categoryOf(recorded.stream))
        throw new UndecodableEvent(recorded, `it belongs to the category ${definition.category}`);
      let body = newestForm(recorded, definition);
      if (!definition.isFit(body)) {
        const { success, data, error } = definition.schema.safeParse(storableCopy(body));
        if (!success) throw new UndecodableEvent(recorded, describe(error));
        body = data;
      }
      // A rebuild decodes millions of events: one that needed no change is not copied.
      let event = body === recorded.data ? recorded : { ...recorded, data: body };
      const { lateEntryReason } = recorded;
      if (lateEntryReason !== undefined && !isStorableText(lateEntryReason))
        event = { ...event, lateEntryReason: storableText(lateEntryReason) };
      return event as unknown as Recorded<EventOf<D[number]>>;
    },
  };
};

const definitionsByType = (categories: readonly EventDefinitions[]): Map<string, Definition> => {
  const definitions = new Map<string, Definition>();
  for (const category of categories)
    for (const [type, schema] of Object.entries(category.schemas)) {
      if (definitions.has(type)) throw new TypeError(`Two categories have an event ${type}.`);
      definitions.set(type, {
        category: category.category,
        schema,
        isFit: quickCheck(schema),
        version: currentVersion(category, type),
        upcasters: category.upcasters[type] ?? [],
        personal: personalFieldsOf(schema),
        recorded: recordedFieldsOf(schema),
      });
    }
  return definitions;
};

/** The stored body in the newest version; every sealed value gets the place where it was sealed. */
const newestForm = (recorded: RecordedEvent, { version, upcasters, personal, recorded: copies }: Definition): unknown => {
  const { stream, id: eventId, schemaVersion, data } = recorded;
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1) throw new UndecodableEvent(recorded, `version ${schemaVersion} is none`);
  if (schemaVersion > version) throw new UndecodableEvent(recorded, `version ${schemaVersion} is newer than ${version}`);
  const place = (sealed: string, field: string) => ({ sealed, stream, eventId, field });
  if (schemaVersion === version) {
    if (!personal) return data;
    return mapPersonalFields(personal, data, (value, field) => {
      if (!isStoredSealed(value)) throw new UndecodableEvent(recorded, `${field} is not sealed`);
      return place(value.sealed, field);
    });
  }
  try {
    let body = placeAll(data, place, '') as Record<string, unknown>;
    for (const upcast of upcasters.slice(schemaVersion - 1)) body = upcast(body);
    // what became personal since was written in clear, and copied so
    for (const fields of [personal, copies])
      if (fields)
        body = mapPersonalFields(fields, body, (value, field) => (isSealed(value) ? value : place(wrapUnsealed(value), field))) as Record<
          string,
          unknown
        >;
    return body;
  } catch {
    // The upcaster's own message might quote the body.
    throw new UndecodableEvent(recorded, `version ${schemaVersion} could not be brought to version ${version}`);
  }
};

/** As written by `encode`: nothing that only reading makes. */
const isStoredSealed = (value: unknown): value is { sealed: string } =>
  isSealed(value) && typeof value.sealed === 'string' && !isUnsealed(value.sealed);

/** Adds its place to every sealed value of an older body, whose schema is no longer known. */
const placeAll = (value: unknown, place: (sealed: string, field: string) => unknown, path: string): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  // a copy of what stands in an earlier event keeps the place it was sealed at
  if (isStoredSealed(value)) return 'eventId' in value ? value : place(value.sealed, path);
  const below = (name: string | number, inner: unknown) => placeAll(inner, place, path === '' ? String(name) : `${path}.${name}`);
  if (Array.isArray(value)) return value.map((inner, index) => below(index, inner));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, below(name, inner)]));
};

/** Paths and kinds of the faults, never values. */
const describe = (error: z.ZodError): string =>
  error.issues.map(({ path, code }) => `${path.length > 0 ? path.join('.') : 'body'} ${code}`).join(', ');

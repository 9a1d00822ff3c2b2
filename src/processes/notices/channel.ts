import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { NoticeChannel, NoticeKind } from '#events/notice/events.ts';
import { OfficialId, PartyId } from '#events/terms.ts';

/** A notice as it is handed to a channel. */
export type Message = {
  noticeId: string;
  dutyId?: string | null;
  dossierId?: string | null;
  kind: z.infer<typeof NoticeKind>;
  /** The party. */
  to: string;
  /** To whom of the party; absent: to the party. */
  official?: string | null;
  dueAt: string;
  subject: string;
  text: string;
};

/**
 * What became of handing over. `refused`: the channel surely did not take it, for good when `final`.
 * `unknown`: it may have taken it; whoever tries again may send twice.
 */
export type Outcome =
  | { kind: 'taken'; reference: string }
  | { kind: 'refused'; reason: string; final: boolean }
  | { kind: 'unknown'; reason: string };

/** Hands one message over; bounded in time, never rejects. */
export type Channel = (message: Message) => Promise<Outcome>;
export type Channels = Record<z.infer<typeof NoticeChannel>, Channel>;

const Secret = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, 'expected whsec_ and 24 to 64 bytes in base64');

/** Where parties are reached, and officials under `official-<id>`; one who has no address is reached at the party. `secrets` of a webhook: each signs, so that a secret can be changed without a gap. */
const Contacts = z.record(
  z.union([PartyId, z.templateLiteral(['official-', OfficialId])]),
  z.strictObject({
    email: z.email().optional(),
    webhook: z.strictObject({ url: z.url({ protocol: /^https?$/ }), secrets: z.array(Secret).min(1) }).optional(),
  }),
);
export type Contacts = z.infer<typeof Contacts>;

/** The contacts in a JSON file, by party; none without a file. Throws, repeating no secret, when it is not valid. */
export const loadContacts = (file: string | undefined): Contacts => {
  if (file === undefined) return {};
  const parsed = Contacts.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`CONTACTS_FILE is not right:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
};

/** Channels on which a party is told. E-mail is always one: that somebody has no address must come to light. */
export type ChannelsOf = (party: string, official?: string) => readonly z.infer<typeof NoticeChannel>[];
export const channelsIn =
  (contacts: Contacts): ChannelsOf =>
  (to, official) =>
    contactOf(contacts, { to, official })?.webhook ? ['email', 'webhook'] : ['email'];

/** Where an addressee is reached: the official, where his address is known, and otherwise the party. */
export const contactOf = (
  contacts: Contacts,
  { to, official }: { to: string; official?: string | null | undefined },
): Contacts[string] | undefined => (official ? contacts[`official-${official}`] : undefined) ?? contacts[to];

/** The e-mail address of an addressee, where there is one. */
export type AddressOf = (addressee: Pick<Message, 'to' | 'official'>) => string | undefined;

import type { Settings } from '#domain/settings.ts';
import type { Mail } from '#http/server/query.ts';
import {
  type AddressOf,
  type Channel,
  type Channels,
  type ChannelsOf,
  channelsIn,
  contactOf,
  loadContacts,
} from '#processes/notices/channel.ts';
import { mailboxChannel, readMailbox, smtpChannel } from '#processes/notices/email.ts';
import { webhookChannel } from '#processes/notices/webhook.ts';
import type { Config } from './config.ts';

/** On what ways notices leave; `mailbox` reads what stayed here, where that is so. */
export type Connected = { channels: Channels; channelsOf: ChannelsOf; mailbox?: () => Promise<Mail[]> };
type Options = Pick<Config, 'SMTP_URL' | 'SMTP_FROM' | 'MAILBOX_DIR' | 'CONTACTS_FILE' | 'WEBHOOK_NETWORKS'>;

const noMailServer: Channel = async () => ({ kind: 'refused', reason: 'No mail server is configured.', final: true });

/** Connects the channels that the configuration names. Throws when the file of contacts is not right. */
export const connectChannels = (
  { SMTP_URL, SMTP_FROM = '', MAILBOX_DIR, CONTACTS_FILE, WEBHOOK_NETWORKS }: Options,
  { parties }: Pick<Settings, 'parties'>,
): Connected => {
  const contacts = loadContacts(CONTACTS_FILE);
  const addressOf: AddressOf = (addressee) =>
    contactOf(contacts, addressee)?.email ?? contacts[addressee.to]?.email ?? parties.find(({ key }) => key === addressee.to)?.email;
  const webhook = webhookChannel(contacts, WEBHOOK_NETWORKS);
  const channelsOf = channelsIn(contacts);
  if (MAILBOX_DIR !== undefined)
    return { channels: { email: mailboxChannel(MAILBOX_DIR, addressOf), webhook }, channelsOf, mailbox: () => readMailbox(MAILBOX_DIR) };
  const email = SMTP_URL === undefined ? noMailServer : smtpChannel(new URL(SMTP_URL), SMTP_FROM, addressOf);
  return { channels: { email, webhook }, channelsOf };
};

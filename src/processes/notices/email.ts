import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { excerpt } from '#domain/excerpt.ts';
import type { AddressOf, Channel, Message, Outcome } from './channel.ts';

/** A message with headers. The Message-ID derives from the notice, so that a mailbox may know a second copy. */
export const mailOf = ({ noticeId, subject, text }: Message, from: string, to: string) => ({
  from,
  to,
  subject,
  text,
  messageId: `<${noticeId}@${from.slice(from.lastIndexOf('@') + 1).replace(/>$/, '')}>`,
  headers: { 'Auto-Submitted': 'auto-generated' },
});

/** An attempt is given up after this time, whatever the server does. */
const ATTEMPT_MS = 30_000;
const STEP_MS = 10_000;

const optionsOf = (url: URL) => ({
  host: url.hostname,
  port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
  secure: url.protocol === 'smtps:',
  // a password does not travel in clear
  requireTLS: url.protocol === 'smtp:' && url.username !== '',
  dnsTimeout: STEP_MS,
  connectionTimeout: STEP_MS,
  greetingTimeout: STEP_MS,
  socketTimeout: STEP_MS,
});

type SmtpError = Error & { code?: string; originalCode?: string; responseCode?: number };
/** What the log may keep of it: servers repeat addresses, and people may have theirs here. */
const describe = ({ message, code = '', originalCode, responseCode }: SmtpError): string =>
  excerpt(`${responseCode ?? originalCode ?? code}: ${message}`.replaceAll(/\S+@\S+/g, '…'), 500);

/** After the envelope was begun, the server surely did not take the message only when it answered so itself. */
const outcomeOf = (error: SmtpError): Outcome => {
  const refused = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  if (!refused) return { kind: 'unknown', reason: describe(error) };
  return { kind: 'refused', reason: describe(error), final: error.responseCode === undefined || error.responseCode >= 500 };
};

/**
 * E-mail over SMTP; `url`: smtp://user:password@host:port, or smtps://. Until the envelope is begun a failure means
 * that nothing left; from then on only the server's own no does.
 */
export const smtpChannel = (url: URL, from: string, addressOf: AddressOf): Channel => {
  const deliver = async (mail: ReturnType<typeof mailOf>): Promise<Outcome> => {
    // only who sends e-mails has them in memory
    const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
    const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
    const message = new MailComposer(mail).compile();
    const raw = await message.build();
    const connection = new SMTPConnection(optionsOf(url));
    const broken = new Promise<never>((_, reject) => connection.on('error', reject));
    const tooLong = setTimeout(() => connection.emit('error', new Error('the server takes too long')), ATTEMPT_MS);
    const step = <T>(work: (done: (error?: Error | null, result?: T) => void) => void): Promise<T | undefined> =>
      Promise.race([
        new Promise<T | undefined>((resolve, reject) => work((error, result) => (error ? reject(error) : resolve(result)))),
        broken,
      ]);
    try {
      try {
        await step((done) => connection.connect(done));
        const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
        if (user !== '') await step((done) => connection.login({ user, pass }, done));
      } catch (error) {
        return { kind: 'refused', reason: describe(error as SmtpError), final: false };
      }
      try {
        await step((done) => connection.send(message.getEnvelope(), raw, done));
        return { kind: 'taken', reference: mail.messageId };
      } catch (error) {
        return outcomeOf(error as SmtpError);
      }
    } finally {
      clearTimeout(tooLong);
      connection.close();
    }
  };

  return async (message) => {
    const to = addressOf(message);
    if (to === undefined) return { kind: 'refused', reason: `No e-mail address of ${message.to} is configured.`, final: true };
    return deliver(mailOf(message, from, to));
  };
};

/** An e-mail that stayed here. */
export type Mail = { noticeId: string; dueAt: string; from: string; to: string; subject: string; text: string; messageId: string };

const from = 'Motcua <motcua@localhost>';

/** Puts e-mails into a folder instead of sending them; the same one twice is there once. */
export const mailboxChannel =
  (dir: string, addressOf: AddressOf): Channel =>
  async (message) => {
    const { headers: _, ...mail } = mailOf(message, from, addressOf(message) ?? `${message.to}@localhost`);
    const file = path.join(dir, `${message.noticeId}.json`);
    try {
      // what is said to units is for this user alone
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await chmod(dir, 0o700);
      const kept = { noticeId: message.noticeId, dueAt: message.dueAt, ...mail } satisfies Mail;
      await writeFile(`${file}.part`, JSON.stringify(kept), { mode: 0o600 });
      await rename(`${file}.part`, file);
      return { kind: 'taken', reference: mail.messageId };
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message, final: false };
    }
  };

/** Every e-mail in the folder, newest moment first. */
export const readMailbox = async (dir: string): Promise<Mail[]> => {
  const names = await readdir(dir).catch(() => []);
  const mails = names
    .filter((name) => name.endsWith('.json'))
    .map(async (name): Promise<Mail> => JSON.parse(await readFile(path.join(dir, name), 'utf8')));
  return (await Promise.all(mails)).sort((a, b) => (a.dueAt > b.dueAt || (a.dueAt === b.dueAt && a.noticeId > b.noticeId) ? -1 : 1));
};

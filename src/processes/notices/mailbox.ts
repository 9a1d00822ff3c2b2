import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Channel } from './channel.ts';
import { mailOf } from './email.ts';

/** An e-mail that stayed here. */
export type Mail = { noticeId: string; dueAt: string; from: string; to: string; subject: string; text: string; messageId: string };

const from = 'Motcua <motcua@localhost>';

/** Puts e-mails into a folder instead of sending them; the same one twice is there once. */
export const mailboxChannel = (dir: string, addressOf: (party: string) => string | undefined): Channel => {
  return async (message) => {
    const { headers: _, ...mail } = mailOf(message, from, addressOf(message.to) ?? `${message.to}@localhost`);
    const file = path.join(dir, `${message.noticeId}.json`);
    try {
      await mkdir(dir, { recursive: true });
      await writeFile(`${file}.part`, JSON.stringify({ noticeId: message.noticeId, dueAt: message.dueAt, ...mail } satisfies Mail));
      await rename(`${file}.part`, file);
      return { kind: 'taken', reference: mail.messageId };
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message, final: false };
    }
  };
};

/** Every e-mail in the folder, newest moment first. */
export const readMailbox = async (dir: string): Promise<Mail[]> => {
  const names = await readdir(dir).catch(() => []);
  const mails = names
    .filter((name) => name.endsWith('.json'))
    .map(async (name): Promise<Mail> => JSON.parse(await readFile(path.join(dir, name), 'utf8')));
  return (await Promise.all(mails)).sort((a, b) => (a.dueAt > b.dueAt || (a.dueAt === b.dueAt && a.noticeId > b.noticeId) ? -1 : 1));
};

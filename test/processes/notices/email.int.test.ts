import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AddressOf } from '#processes/notices/channel.ts';
import { mailboxChannel, readMailbox, smtpChannel } from '#processes/notices/email.ts';
import { deadPort, startMailServer } from '#test/support/mailServer.ts';
import { message } from './message.ts';

const from = 'Motcua <motcua@example.vn>';
const address = 'vanthu.thudaumot@example.vn';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const mailServer = async (options?: Parameters<typeof startMailServer>[0]) => {
  const server = await startMailServer(options);
  closing.push(server.close);
  return server;
};
const channelTo = (url: string, addressOf: AddressOf = () => address) => smtpChannel(new URL(url), from, addressOf);
const answering = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

describe('e-mail', () => {
  it('arrives whole, diacritics and all, under a Message-ID that derives from the notice', async () => {
    const server = await mailServer();
    const reference = `<${message.noticeId}@example.vn>`;
    expect(await channelTo(server.url)(message)).toEqual({ kind: 'taken', reference });
    const [mail = ''] = server.received;
    expect(mail).toContain(`Message-ID: ${reference}`);
    expect(mail).toContain(`To: ${address}`);
    expect(mail).toContain('From: Motcua <motcua@example.vn>');
    expect(mail).toContain('Auto-Submitted: auto-generated');
    const [headers = '', body = ''] = mail.split('\r\n\r\n');
    const subject = [...headers.matchAll(/=\?UTF-8\?B\?([^?]+)\?=/g)].map(([, part = '']) => Buffer.from(part, 'base64').toString());
    const quoted = [...headers.matchAll(/=\?UTF-8\?Q\?([^?]+)\?=/g)].map(([, part = '']) =>
      decodeURIComponent(part.replaceAll('_', ' ').replaceAll('=', '%')),
    );
    expect([...subject, ...quoted].join('')).toBe(message.subject);
    const plain = headers.includes('base64')
      ? Buffer.from(body, 'base64').toString()
      : decodeURIComponent(body.replaceAll('=\r\n', '').replaceAll('%', '%25').replaceAll('=', '%'));
    expect(plain.trim().replaceAll('\r\n', '\n')).toBe(message.text);
  });

  it('logs in with the password of the address, but not over a line that anybody can read', async () => {
    const logins: string[] = [];
    const server = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username = '' }, _session, done) => {
        logins.push(username);
        done(null, { user: username });
      },
    });
    const outcome = await channelTo(`smtp://motcua:p%40ss@127.0.0.1:${server.port}`)(message);
    expect(outcome).toMatchObject({ kind: 'refused', final: false });
    expect([logins, server.received]).toEqual([[], []]);
  });

  it('that nobody takes has surely not left, and may be tried again', async () => {
    const outcome = await channelTo(`smtp://127.0.0.1:${await deadPort()}`)(message);
    expect(outcome).toMatchObject({ kind: 'refused', final: false, reason: expect.stringContaining('ECONNREFUSED') });
  });

  it.each([
    ['an address that is unknown', 550, true],
    ['a mailbox that is full for now', 452, false],
  ])('refused for %s', async (_, code, final) => {
    const server = await mailServer({ onRcptTo: ({ address: to }, _session, done) => done(answering(code, `no ${to}`)) });
    const outcome = await channelTo(server.url)(message);
    expect(outcome).toMatchObject({ kind: 'refused', final });
    // the event that keeps the reason is in clear
    expect(JSON.stringify(outcome)).not.toContain(address);
  });

  it('refused after it was read has not been taken', async () => {
    const server = await mailServer({
      onData: (stream, _session, done) => stream.resume().on('end', () => done(answering(554, 'spam'))),
    });
    expect(await channelTo(server.url)(message)).toMatchObject({ kind: 'refused', final: true });
  });

  it('on which the line broke after it was read may have been taken', async () => {
    const server = createServer((socket: Socket) => {
      let inData = false;
      socket.write('220 mail\r\n');
      socket.on('error', () => {});
      socket.on('data', (data) => {
        if (inData) return data.toString().endsWith('\r\n.\r\n') ? void socket.destroy() : undefined;
        inData = data.toString().startsWith('DATA');
        socket.write(inData ? '354 go on\r\n' : '250 ok\r\n');
        return undefined;
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as { port: number };
    expect(await channelTo(`smtp://127.0.0.1:${port}`)(message)).toMatchObject({ kind: 'unknown' });
  });

  it('to somebody without an address fails for good, so that it comes to light', async () => {
    expect(await channelTo('smtp://127.0.0.1:1', () => undefined)(message)).toMatchObject({ kind: 'refused', final: true });
  });
});

describe('the mailbox', () => {
  it('keeps what would have been sent, the same once, newest first', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'motcua-mailbox-'));
    closing.push(() => rm(dir, { recursive: true }));
    const box = path.join(dir, 'made', 'when needed');
    expect(await readMailbox(box)).toEqual([]);
    const channel = mailboxChannel(box, ({ to }) => (to === '25747' ? address : undefined));
    const later = { ...message, noticeId: 'later', to: 'construction', dueAt: '2025-06-26T01:00:00.000Z' };
    for (const one of [message, later, message]) expect(await channel(one)).toMatchObject({ kind: 'taken' });
    const readableBy = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);
    expect([await readableBy(box), await readableBy(path.join(box, 'later.json'))]).toEqual(['700', '600']);
    expect(await readMailbox(box)).toMatchObject([
      { noticeId: 'later', to: 'construction@localhost' },
      {
        noticeId: message.noticeId,
        to: address,
        subject: message.subject,
        text: message.text,
        messageId: `<${message.noticeId}@localhost>`,
      },
    ]);
  });
});

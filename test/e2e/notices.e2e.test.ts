import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Prepared, prepareEnvironment } from '#cli/environment.ts';
import { type Caller, callerOf } from '#test/support/caller.ts';
import { openHoldingNetwork } from '#test/support/holdingNetwork.ts';
import { startMailServer } from '#test/support/mailServer.ts';
import { discard, newDataDir, type Program, runProgram, secretsOf } from '#test/support/motcua.ts';

// Real processes send to a mail server and to a webhook in this one, which count; at the moments that matter they are killed.

const parties = ['construction', 'tourism', 'justice', 'finance', 'health'];
const secret = Buffer.alloc(32, 7);
const dataDir = newDataDir();
const programs: Program[] = [];
const networks: { close: () => Promise<void> }[] = [];
const patience = { timeout: 60_000, interval: 100 };

/** The mail server answers what it took whole only as long as it is not told to keep silent. */
let silent = false;
let mail: Awaited<ReturnType<typeof startMailServer>>;
const webhooks: { id: string; genuine: boolean }[] = [];
const receiver = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => (body += part));
  request.on('end', () => {
    const { 'webhook-id': id = '', 'webhook-timestamp': at = '', 'webhook-signature': signature } = request.headers;
    const expected = createHmac('sha256', secret)
      .update(`${String(id)}.${String(at)}.${body}`)
      .digest('base64');
    webhooks.push({ id: String(id), genuine: signature === `v1,${expected}` });
    response.writeHead(204).end();
  });
});

let prepared: Prepared;
/** Does what processes do, where nothing else is said. */
let worker: Program;
let env: NodeJS.ProcessEnv;
let supervisor: Caller;
let administrator: Caller;
let construction: Caller;
let tourism: Caller;

const start = async (roles: string, more: NodeJS.ProcessEnv = {}) => {
  const program = runProgram(['src/main.ts'], { ...env, ROLES: roles, PORT: '0', LOG_LEVEL: 'info', ...more });
  programs.push(program);
  const [line] = await program.said(/^\{.*"msg":"started"\}$/m);
  return { program, url: JSON.parse(line).url as string };
};

beforeAll(async () => {
  mail = await startMailServer({
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mail.received.push(Buffer.concat(parts).toString('utf8'));
        if (!silent) done();
      });
    },
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  prepared = await prepareEnvironment({ PATH: process.env.PATH, DATA_DIR: dataDir });
  const { port } = receiver.address() as { port: number };
  const webhook = { url: `http://127.0.0.1:${port}/`, secrets: [`whsec_${secret.toString('base64')}`] };
  const contacts = Object.fromEntries(parties.map((party) => [party, { email: `${party}@example.vn`, webhook }]));
  const file = path.join(dataDir, 'contacts.json');
  writeFileSync(file, JSON.stringify(contacts), { mode: 0o600 });
  const { MAILBOX_DIR: _, ...stores } = prepared.env;
  env = { ...stores, SMTP_URL: mail.url, SMTP_FROM: 'Motcua <motcua@example.vn>', CONTACTS_FILE: file, WEBHOOK_NETWORKS: '127.0.0.1/32' };
  const { url } = await start('http,projections');
  const as = (grant: Parameters<typeof callerOf>[2]) => callerOf(url, secretsOf(dataDir).issuerPrivateJwk, grant);
  administrator = await as({ roles: ['administrator'], units: [] });
  supervisor = await as({ roles: ['supervisor'], units: [] });
  [construction, tourism] = [
    await as({ roles: ['department'], units: ['construction'], sub: 'construction-1' }),
    await as({ roles: ['department'], units: ['tourism'] }),
  ];
});
afterAll(async () => {
  await Promise.all(programs.map((program) => program.kill('SIGKILL')));
  await Promise.all(networks.map((network) => network.close()));
  receiver.close().closeAllConnections();
  await mail?.close();
  await prepared?.[Symbol.asyncDispose]();
  await discard(dataDir);
});

/** Lets the workers do whatever there is to do, until one more notice, written last, was sent on both channels. */
const workThrough = async (directiveId: string): Promise<void> => {
  await issue(directiveId, ['justice']);
  await urge(dutyOf(directiveId, 'justice'));
  await vi.waitFor(async () => expect(await states(dutyOf(directiveId, 'justice'))).toEqual(['email sent', 'webhook sent']), patience);
};

/** A directive of one task to each of these parties, far from its deadline, so that only urging has anything to say. */
const issue = async (directiveId: string, assignees: readonly string[]): Promise<void> => {
  const task = {
    taskId: 'review',
    title: 'Rà soát quy trình nội bộ',
    text: 'Rà soát quy trình nội bộ, quy trình điện tử',
    assignees,
    deadline: '2027-06-30T10:00:00.000Z',
    fulfilment: { kind: 'evidence', what: 'Báo cáo' },
    escalateTo: 'office-of-city-committee',
  };
  const act = { number: '1/CT', date: '2026-11-24', signer: 'Chủ tịch UBND Thành phố' };
  await administrator.order('/v1/directives', { directiveId, title: 'Chỉ thị', act, tasks: [task] });
};
const dutyOf = (directiveId: string, party: string): string => `${directiveId}.review.${party}`;
/** Urges as soon as the duty has been assigned. */
const urge = (dutyId: string) =>
  vi.waitFor(() => supervisor.order(`/v1/duties/${dutyId}/urge-duty`, { text: `Đề nghị báo cáo ngay: ${dutyId}` }), patience);
const noticesOf = (dutyId: string): Promise<any[]> => supervisor.list(`/v1/notices?duty=${dutyId}`);
const states = async (dutyId: string) => (await noticesOf(dutyId)).map(({ channel, state }) => `${channel} ${state}`).toSorted();
const mailsTo = (party: string) => mail.received.filter((text) => text.includes(`To: ${party}@example.vn`));

describe('a notice', () => {
  it('reaches every party on every channel once, with two workers at it, and is seen by its party alone', async () => {
    const workers = [await start('processes'), await start('processes')];
    await issue('d-1', parties);
    for (const party of parties) await urge(dutyOf('d-1', party));
    await vi.waitFor(async () => {
      for (const party of parties) expect(await states(dutyOf('d-1', party))).toEqual(['email sent', 'webhook sent']);
    }, patience);
    for (const party of parties) expect(mailsTo(party)).toHaveLength(1);
    expect(webhooks.map(({ genuine }) => genuine)).toEqual(parties.map(() => true));
    const notice = (await noticesOf(dutyOf('d-1', 'construction'))).find(({ channel }) => channel === 'email');
    expect(notice).toMatchObject({ kind: 'urging', to: 'construction', attempts: 1, seenAt: null, simulated: false });
    expect(mailsTo('construction')[0]).toContain(`Message-ID: ${notice.reference}`);

    const seen = `/v1/notices/${notice.noticeId}/mark-notice-seen`;
    expect((await tourism.post(seen, {})).status).toBe(404);
    const { position } = await construction.order(seen, {});
    expect((await supervisor.get(`/v1/notices/${notice.noticeId}?after=${position}`)).json).toMatchObject({ seenBy: 'construction-1' });
    expect((await supervisor.get('/v1/mailbox')).status).toBe(404);
    for (const { program } of workers) expect(await program.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('that was dispatched by a process killed before it handed it over is never sent by itself', async () => {
    await issue('d-2', ['finance']);
    const network = await openHoldingNetwork(prepared.env.EVENTSTORE_URL ?? '');
    networks.push(network);
    const { program } = await start('processes', { EVENTSTORE_URL: network.url });
    const dutyId = dutyOf('d-2', 'finance');
    const held = network.hold('answer', /NoticeDispatched/);
    await urge(dutyId);
    await held;
    await vi.waitFor(async () => expect(await states(dutyId)).toContain('email dispatched'), patience);
    await program.kill('SIGKILL');
    await network.close();
    networks.pop();

    const [before, hooks] = [mailsTo('finance').length, webhooks.length];
    worker = (await start('processes')).program;
    await workThrough('d-3');
    const left = (await noticesOf(dutyId)).filter(({ state }) => state !== 'sent');
    expect(left.map(({ channel, attempts, sentAt }) => [channel, attempts, sentAt])).toEqual(expect.arrayContaining([['email', 1, null]]));
    expect(mailsTo('finance')).toHaveLength(before);
    // what had not been dispatched yet is sent after all, and once
    expect(webhooks.length - hooks).toBe(2 - (left.some(({ channel }) => channel === 'webhook') ? 1 : 0));
  });

  it('that a mail server took from a process killed before it knew is not sent twice', async () => {
    await issue('d-4', ['health']);
    silent = true;
    const dutyId = dutyOf('d-4', 'health');
    const before = mailsTo('health').length;
    await urge(dutyId);
    await vi.waitFor(() => expect(mailsTo('health')).toHaveLength(before + 1), patience);
    await worker.kill('SIGKILL');
    silent = false;

    await start('processes');
    await workThrough('d-5');
    expect(await states(dutyId)).toContain('email dispatched');
    expect(mailsTo('health')).toHaveLength(before + 1);
    const notice = (await noticesOf(dutyId)).find(({ channel }) => channel === 'email');
    const early = await supervisor.post(`/v1/notices/${notice.noticeId}/resend-notice`, { reason: 'không rõ đã đến chưa' });
    expect([early.status, early.json.type]).toEqual([409, '/problems/notice-not-resendable']);
  });

  it('is not sent again when its read model is built anew', async () => {
    const [mails, hooks] = [mail.received.length, webhooks.length];
    const { position } = await administrator.order('/v1/projections/notices/request-projection-rebuild', { reason: 'test' });
    await vi.waitFor(async () => {
      const { projections } = (await supervisor.get('/health/projections')).json as { projections: any[] };
      const lines = projections.filter(({ name }) => name === 'notices');
      expect(lines.map(({ serving }) => serving)).toEqual([true]);
      expect(lines[0].position).toBeGreaterThanOrEqual(position);
    }, patience);
    await workThrough('d-6');
    expect([mail.received.length, webhooks.length]).toEqual([mails + 1, hooks + 1]);
  });
});

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { networkGuard } from '#processes/notices/networkGuard.ts';
import { signedHeaders, webhookChannel } from '#processes/notices/webhook.ts';
import { deadPort } from '#test/support/mailServer.ts';
import { message } from './message.ts';

const secrets = [`whsec_${Buffer.alloc(32, 1).toString('base64')}`, `whsec_${Buffer.alloc(24, 2).toString('base64')}`];
const local = ['127.0.0.0/8'];
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Seen = { headers: http.IncomingHttpHeaders; body: string; method: string | undefined };
const receiver = async (answer: (response: http.ServerResponse) => void) => {
  const seen: Seen[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      seen.push({ headers: request.headers, body, method: request.method });
      answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return { seen, url: `http://127.0.0.1:${(server.address() as { port: number }).port}/hook` };
};
const to = (url: string, networks: readonly string[] = local) => webhookChannel({ '25747': { webhook: { url, secrets } } }, networks);

describe('a webhook', () => {
  it('is signed by every secret, as Standard Webhooks wants it', async () => {
    const { seen, url } = await receiver((response) => response.writeHead(204).end());
    expect(await to(url)(message)).toEqual({ kind: 'taken', reference: 'HTTP 204' });
    const [{ headers, body, method } = { headers: {}, body: '', method: '' }] = seen;
    expect(method).toBe('POST');
    const { noticeId, dutyId, kind, subject, text } = message;
    expect(JSON.parse(body)).toEqual({
      type: 'notice.sent',
      timestamp: message.dueAt,
      data: { noticeId, dutyId, kind, to: '25747', subject, text },
    });
    expect(headers['webhook-id']).toBe(noticeId);
    const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
    const signatures = [Buffer.alloc(32, 1), Buffer.alloc(24, 2)].map(
      (key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    );
    expect(headers['webhook-signature']).toBe(signatures.join(' '));
  });

  it('signs what the specification shows', () => {
    const headers = signedHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      1_614_265_330_000,
    );
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it.each([
    [200, { kind: 'taken' }],
    [301, { kind: 'refused', final: true }],
    [404, { kind: 'refused', final: true }],
    [410, { kind: 'refused', final: true }],
    [429, { kind: 'refused', final: false }],
    [503, { kind: 'refused', final: false }],
    [500, { kind: 'unknown' }],
    [504, { kind: 'unknown' }],
  ])('answered with %i', async (status, outcome) => {
    const { seen, url } = await receiver((response) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end());
    expect(await to(url)(message)).toMatchObject(outcome);
    expect(seen).toHaveLength(1);
  });

  it('on which the line broke after it arrived may have been taken', async () => {
    const { url } = await receiver((response) => response.destroy());
    expect(await to(url)(message)).toMatchObject({ kind: 'unknown' });
  });

  it('that nobody takes has surely not left, and may be tried again', async () => {
    expect(await to(`http://127.0.0.1:${await deadPort()}/`)(message)).toMatchObject({ kind: 'refused', final: false });
  });

  it('reaches no address inside, by number or by name, unless its network was named', async () => {
    const { seen, url } = await receiver((response) => response.writeHead(200).end());
    const refused = { kind: 'refused', final: true };
    expect(await to(url, [])(message)).toMatchObject(refused);
    expect(await to(url, ['10.0.0.0/8'])(message)).toMatchObject(refused);
    expect(await to(url.replace('127.0.0.1', 'localhost').replace('http:', 'https:'), [])(message)).toMatchObject(refused);
    expect(await to(url.replace('127.0.0.1', '[::ffff:127.0.0.1]').replace('http:', 'https:'), [])(message)).toMatchObject(refused);
    expect(seen).toEqual([]);
  });

  it('without TLS reaches numbered addresses of named networks only', async () => {
    const { seen, url } = await receiver((response) => response.writeHead(200).end());
    expect(await to(url.replace('127.0.0.1', 'localhost'))(message)).toMatchObject({ kind: 'refused', final: true });
    expect(await to('http://93.184.215.14/')(message)).toMatchObject({ kind: 'refused', final: true });
    expect(seen).toEqual([]);
  });

  it('to a party that has none fails for good', async () => {
    expect(await webhookChannel({}, [])(message)).toMatchObject({ kind: 'refused', final: true });
  });
});

it.each([
  '10.1.2.3',
  '127.0.0.1',
  '169.254.169.254',
  '172.31.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '192.0.2.1',
  '198.18.0.1',
  '255.255.255.255',
  '::1',
  '::10.0.0.1',
  '::ffff:0:10.0.0.1',
  'fd00::1',
  'fe80::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b:1::1',
  '2001:db8::1',
  '3fff::1',
  'fec0::1',
])('%s is an address inside', (address) => expect(networkGuard([]).mayReach(address)).toBe(false));
it.each(['8.8.8.8', '203.162.4.190', '2400:cb00::1'])('%s is public', (address) => expect(networkGuard([]).mayReach(address)).toBe(true));

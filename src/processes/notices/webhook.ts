import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { excerpt } from '#domain/excerpt.ts';
import { type Channel, type Contacts, contactOf, type Message, type Outcome } from './channel.ts';
import { AddressForbidden, networkGuard } from './networkGuard.ts';

/** An attempt is given up after this time (Standard Webhooks: 15 to 30 s). */
const ATTEMPT_MS = 20_000;

/** Headers of Standard Webhooks 1.0.0: id, time in seconds, and a signature by each secret over `id.time.body`. */
export const signedHeaders = (id: string, body: string, secrets: readonly string[], now: number): Record<string, string> => {
  const timestamp = String(Math.floor(now / 1000));
  const sign = (secret: string): string =>
    createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret)}`).join(' '),
  };
};

const bodyOf = ({ noticeId, dutyId, dossierId, kind, to, official, dueAt, subject, text }: Message): string => {
  const about = { dutyId: dutyId ?? undefined, dossierId: dossierId ?? undefined };
  return JSON.stringify({
    type: 'notice.sent',
    timestamp: dueAt,
    data: { noticeId, ...about, kind, to, official: official ?? undefined, subject, text },
  });
};

/** What an answer means. Redirections are refused; 500, 502 and 504 leave open whether the message was handled. */
const outcomeOf = (status: number): Outcome => {
  if (status >= 200 && status < 300) return { kind: 'taken', reference: `HTTP ${status}` };
  if (status === 408 || status === 429 || status === 503) return { kind: 'refused', reason: `HTTP ${status}`, final: false };
  if (status >= 500) return { kind: 'unknown', reason: `HTTP ${status}` };
  return { kind: 'refused', reason: `HTTP ${status}`, final: true };
};

/**
 * Signed webhooks to the addresses of parties, over TLS; without it, and to addresses that are not public, only into
 * networks that were named. Redirections are not followed.
 */
export const webhookChannel = (contacts: Contacts, allowedNetworks: readonly string[]): Channel => {
  const guard = networkGuard(allowedNetworks);

  const forbidden = (url: URL): string | undefined => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const literal = isIP(host) !== 0;
    if (literal && !guard.mayReach(host)) return `${host} is in no network that webhooks may reach.`;
    if (url.protocol === 'http:' && !(literal && guard.isNamed(host))) return 'Without TLS only addresses of named networks are reached.';
    return undefined;
  };

  const post = (url: URL, body: string, headers: Record<string, string>): Promise<Outcome> =>
    new Promise((resolve) => {
      const { request } = url.protocol === 'https:' ? https : http;
      const signal = AbortSignal.timeout(ATTEMPT_MS);
      let connected = false;
      const sending = request(url, { method: 'POST', headers, lookup: guard.lookup, signal, agent: false }, (answer) => {
        answer.resume();
        resolve(outcomeOf(answer.statusCode ?? 0));
      });
      sending.on('socket', (socket) => socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (connected = true)));
      sending.on('error', (error) => {
        const reason = excerpt(error.message, 500) || error.name;
        resolve(connected ? { kind: 'unknown', reason } : { kind: 'refused', reason, final: error instanceof AddressForbidden });
      });
      sending.end(body);
    });

  return async (message) => {
    const webhook = contactOf(contacts, message)?.webhook;
    if (webhook === undefined) return { kind: 'refused', reason: `No webhook of ${message.to} is configured.`, final: true };
    const url = new URL(webhook.url);
    const reason = forbidden(url);
    if (reason !== undefined) return { kind: 'refused', reason, final: true };
    const body = bodyOf(message);
    return post(url, body, signedHeaders(message.noticeId, body, webhook.secrets, Date.now()));
  };
};

import type { JWK } from 'jose';
import type { Receipt } from '#commands/handling/receipt.ts';
import { createEmbeddedIssuer, type Grant } from '#http/server/issuers.ts';
import { connectTo } from '#test/http/feeds/sseClient.ts';
import type { Answer } from './server.ts';

/** Somebody with an access token, at a Motcua that listens. */
export type Caller = Awaited<ReturnType<typeof callerOf>>;

/** A caller with this grant, its token signed by the issuer whose key this is. */
export const callerOf = async (url: string, privateJwk: JWK, grant: Grant) => {
  const token = await (await createEmbeddedIssuer({ privateJwk })).issue(grant);

  const request = async (path: string, init: { method?: string; body?: string }, headers: Record<string, string>): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      signal: AbortSignal.timeout(60_000),
    });
    const body = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(body) : undefined;
    return { status: response.status, headers: Object.fromEntries(response.headers), body, json };
  };
  const get = (path: string, headers: Record<string, string> = {}) => request(path, {}, headers);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    request(path, { method: 'POST', body: JSON.stringify(body) }, headers);

  return {
    get,
    post,
    /** The receipt of a command that has to succeed. */
    order: async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Receipt> => {
      const { status, body: text, json } = await post(path, body, headers);
      if (status >= 300) throw new Error(`POST ${path} was answered with ${status}: ${text}`);
      return json;
    },
    /** Every item of a list, page by page. */
    list: async (path: string): Promise<any[]> => {
      const items: any[] = [];
      for (let next: string | undefined; ; ) {
        const page = await get(`${path}${path.includes('?') ? '&' : '?'}limit=100${next === undefined ? '' : `&cursor=${next}`}`);
        if (page.status !== 200) throw new Error(`GET ${path} was answered with ${page.status}: ${page.body}`);
        items.push(...page.json.items);
        next = page.json.next;
        if (next === undefined) return items;
      }
    },
    /** Every event of the feed that fits, as it is sent. */
    events: async (filter = ''): Promise<any[]> => {
      const events: any[] = [];
      for (let cursor = ''; ; ) {
        const batch = await get(`/v1/events?limit=1000${filter}${cursor}`);
        if (batch.status !== 200) throw new Error(`the feed answered with ${batch.status}: ${batch.body}`);
        events.push(...batch.json);
        if (batch.headers['motcua-caught-up'] === 'true') return events;
        cursor = `&cursor=${batch.headers['motcua-next-cursor']}`;
      }
    },
    /** A connection to the stream of events. */
    follow: (filter: string, headers: Record<string, string> = {}) => connectTo(`${url}/v1/events/stream?${filter}`, token, headers),
  };
};

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Request } from '#bench/client.ts';
import { type DossierInHand, handedInAt, handOver } from '#bench/handOver.ts';
import type { Judge, Ledger, Witness } from '#cli/stress/judge.ts';
import type { Receipt } from '#commands/handling/receipt.ts';
import { categoryOf, idOf } from '#events/store/event.ts';
import type { Random } from '#simulator/random.ts';
import { connectTo, type SseMessage } from '#test/http/feeds/sseClient.ts';
import type { Installation } from './installation.ts';

/** What the load is measured by, beside what the ledger and the witnesses hold. */
export type Tally = { judge: Judge; ledger: Ledger; slowHealth: string[] };

/** An answer that leaves open whether the command was carried out, or says that it may be repeated. */
const MAY_REPEAT = new Set([429, 503]);
/** Longer than an instance stays frozen or silent, mostly: then the other one is asked. */
const PATIENCE_MS = 15_000;

const somewhere = ({ instances }: Installation, random: Random): string | undefined => random.pick(instances).running?.url;

/** Sends a command until it is answered for good, each time to either instance, as a careful client does. */
const insist = async (
  { path, token, body, headers }: Request,
  installation: Installation,
  random: Random,
  { judge, ledger }: Tally,
): Promise<Receipt | undefined> => {
  for (let tries = 1; ; tries += 1) {
    const url = somewhere(installation, random);
    try {
      if (url === undefined) throw new Error('it is dead');
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      if (response.ok) {
        const receipt = JSON.parse(text) as Receipt;
        ledger.acknowledge(receipt, receipt);
        judge.did(receipt.repeated ? 'acknowledged a repeat' : 'acknowledged');
        return receipt;
      }
      judge.did(`answered ${response.status}`);
      if (!MAY_REPEAT.has(response.status)) {
        judge.fault('lost', `try ${tries} of ${path} was answered ${response.status}: ${text}`);
        return undefined;
      }
    } catch {
      judge.did('no answer');
    }
    await pause(random.int(100, 500));
  }
};

/** One officer's desk: dossiers are received and passed on, at so many acts a second, until `done`. */
export const work = async (
  dossiers: DossierInHand[],
  perSecond: number,
  installation: Installation,
  random: Random,
  tally: Tally,
  done: AbortSignal,
): Promise<void> => {
  const { product } = installation;
  while (!done.aborted) {
    const began = performance.now();
    const dossier = random.pick(dossiers);
    if (random.chance(0.1)) {
      const token = await product.token({ roles: ['officer'], units: [dossier.unit], official: dossier.officials[0] });
      const headers = { 'idempotency-key': randomUUID() };
      const body = handedInAt(dossier.unit, String(random.int(0, 999_999_999)).padStart(12, '079'));
      const receipt = await insist({ method: 'POST', path: '/v1/dossiers', token, headers, body }, installation, random, tally);
      if (receipt) dossiers[dossiers.indexOf(dossier)] = { ...dossier, dossierId: idOf(receipt.stream), turns: 0 };
    } else await insist(await handOver(product, dossier), installation, random, tally);
    await pause(Math.max(0, began + 1000 / perSecond - performance.now()));
  }
};

type CloudEvent = { id: string; sequence: string; subject: string; revision: number };
const given = ({ id, sequence, subject, revision }: CloudEvent) => ({ id, position: Number(sequence), stream: subject, revision });

const auditorOf = ({ product }: Installation): Promise<string> => product.token({ roles: ['auditor'], units: [] });

/** Reads the feed by batches, its place kept by cursor, from either instance. */
export const pull = async (
  installation: Installation,
  witness: Witness,
  random: Random,
  { judge }: Tally,
  done: AbortSignal,
): Promise<void> => {
  const token = await auditorOf(installation);
  for (let cursor = ''; !done.aborted; ) {
    try {
      const response = await fetch(`${somewhere(installation, random)}/v1/events?limit=1000${cursor}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.any([done, AbortSignal.timeout(PATIENCE_MS)]),
      });
      const batch = (await response.json()) as CloudEvent[];
      if (!response.ok) throw new Error(`answered ${response.status}`);
      witness.take(batch.map(given));
      cursor = `&cursor=${response.headers.get('motcua-next-cursor')}`;
      if (batch.length === 0) await pause(200, undefined, { signal: done });
    } catch {
      if (done.aborted) return;
      judge.did('a batch of the feed failed');
      await pause(500);
    }
  }
};

/** Follows the stream of events, and goes on behind the last one it saw whenever the connection breaks. */
export const follow = async (
  installation: Installation,
  witness: Witness,
  random: Random,
  { judge }: Tally,
  done: AbortSignal,
): Promise<void> => {
  const token = await auditorOf(installation);
  let last = '';
  while (!done.aborted)
    try {
      const url = `${somewhere(installation, random)}/v1/events/stream${last === '' ? '' : `?cursor=${last}`}`;
      const stream = await connectTo(url, token);
      const close = () => stream.close();
      done.addEventListener('abort', close, { once: true });
      try {
        if (stream.status !== 200) throw new Error(`answered ${stream.status}`);
        const take = ({ id, event, data }: SseMessage): boolean => {
          if (event === 'message') witness.take([given(data)]);
          if (id !== '') last = id;
          return event === 'message';
        };
        while (!done.aborted) await stream.until(take);
      } finally {
        done.removeEventListener('abort', close);
        stream.close();
      }
    } catch {
      if (done.aborted) return;
      judge.did('a stream of the feed broke');
      await pause(500);
    }
};

/** Asks for the stream of events and never reads it: the product has to end it. */
export const stall = async (installation: Installation, random: Random, { judge }: Tally, done: AbortSignal): Promise<void> => {
  const token = await auditorOf(installation);
  while (!done.aborted)
    try {
      // `fetch` takes no more than its buffer holds until the body is read
      const response = await fetch(`${somewhere(installation, random)}/v1/events/stream`, {
        headers: { authorization: `Bearer ${token}` },
        signal: done,
      });
      await pause(60_000, undefined, { signal: done });
      await response.text();
      judge.did('a stalled reader was sent away');
    } catch {
      if (done.aborted) return;
      judge.did('a stalled reader was sent away');
      await pause(1000);
    }
};

const healthRoutes = ['/livez', '/readyz', '/metrics', '/health/projections'];
const HEALTH_WITHIN_MS = 2000;

/** Asks every instance that lives and is not frozen for its health each second; notes answers later than two seconds. */
export const probe = async ({ instances }: Installation, { judge, slowHealth }: Tally, done: AbortSignal): Promise<void> => {
  const ask = async (name: string, url: string, route: string, awake: () => boolean): Promise<void> => {
    const began = performance.now();
    const answered = await fetch(`${url}${route}`, { signal: AbortSignal.timeout(30_000) }).then(
      async (response) => await response.text(),
      () => undefined,
    );
    const ms = Math.round(performance.now() - began);
    judge.did('health asked');
    if (ms > HEALTH_WITHIN_MS && awake())
      slowHealth.push(`${name} ${route}: ${answered === undefined ? 'no answer' : 'answered'} after ${ms} ms`);
  };
  while (!done.aborted) {
    await Promise.all(
      instances.flatMap((instance) => {
        const { running, name } = instance;
        if (running === undefined || instance.frozen) return [];
        const { frozenTimes } = instance;
        const awake = () => instance.running === running && instance.frozenTimes === frozenTimes;
        return healthRoutes.map((route) => ask(name, running.url, route, awake));
      }),
    );
    await pause(1000);
  }
};

/** What was recorded by the load, as the log names it. */
export const isOfLoad = ({ stream, type }: { stream: string; type: string }): boolean =>
  categoryOf(stream) === 'dossier' && (type === 'DossierReceived' || type === 'DossierHandedOver');

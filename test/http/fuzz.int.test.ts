import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Operation, operationsOf } from './fuzz/document.ts';
import { faultsOf, faultsOfRefusal } from './fuzz/judge.ts';
import { anyRequest, bytesOf, secret } from './fuzz/requests.ts';
import { exchange } from './fuzz/wire.ts';
import { createWorld, type World } from './fuzz/world.ts';

// FUZZ_RUNS=50000 looks further, FUZZ_SEED elsewhere; a failure names its seed and prints its request.
const numRuns = Number(process.env.FUZZ_RUNS ?? 1_250);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const timeout = 120_000 + numRuns * 200;

let world: World;
let operations: Operation[];
const carriedOut = new Set<string>();
beforeAll(async () => {
  world = await createWorld();
  const response = await fetch(`${world.url}/openapi.json`);
  operations = operationsOf((await response.json()) as Parameters<typeof operationsOf>[0]);
});
afterAll(() => world?.close());

it(
  'whatever is asked is answered as the description of the API says, or refused by a problem that tells nothing',
  async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest(world, operations), async (request) => {
        const answer = await exchange(world.port, bytesOf(request));
        if (answer !== undefined && answer.status < 300) carriedOut.add(request.operation.operationId);
        const faults = faultsOf(world, request, answer);
        if (faults.length > 0) throw new Error(`${faults.join('; ')}: ${answer?.status} ${answer?.body.slice(0, 1_000)}`);
      }),
      { numRuns, seed },
    );
  },
  timeout,
);

it(
  'whatever is no request, or breaks off, is refused or left',
  async () => {
    const cut = fc.tuple(anyRequest(world, operations), fc.double({ min: 0, max: 1, noNaN: true }), fc.uint8Array({ maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(cut, fc.nat({ max: 40 }), async ([request, share, bytes], removed) => {
        const whole = bytesOf(request);
        // most of it happens to the head
        const at = Math.floor(Math.min(whole.length, 600) * share);
        const broken = Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at + removed)]);
        const answer = await exchange(world.port, broken, { unfinished: true });
        const faults =
          answer === undefined || answer.status < 400
            ? []
            : faultsOfRefusal(answer, broken.toString('latin1', 0, 4) === 'HEAD' ? 'HEAD' : 'GET');
        if (faults.length > 0)
          throw new Error(
            `${faults.join('; ')}: ${broken.toString('latin1').slice(0, 1_500)}: ${answer?.status} ${answer?.body.slice(0, 1_000)}`,
          );
      }),
      { numRuns: Math.ceil(numRuns / 5), seed },
    );
  },
  timeout,
);

it('what is asked is not all refused: much of the API does what it is for', () => {
  expect(carriedOut.size).toBeGreaterThan(operations.length / 3);
});

it('afterwards everything is well: ready, read models that took in all that was accepted, nothing personal in the log', async () => {
  const { app, url, people, logged } = world;
  const administrator = people.find(({ grant }) => grant.roles.includes('administrator'));
  // what an operator paused goes on, and would stop again at an event that cannot be taken in
  await fetch(`${url}/v1/projections/working-calendar/resume-projection`, {
    method: 'POST',
    headers: { authorization: administrator?.authorization ?? '' },
  });
  await vi.waitFor(
    async () => {
      const behind = (await app.status()).filter(
        // a process may wait for its time
        ({ kind, state, lagPositions }) => state !== 'running' || (kind === 'projection' && lagPositions > 0),
      );
      expect(behind).toEqual([]);
    },
    { timeout: 60_000, interval: 100 },
  );
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(logged.filter((line) => line.includes('a request failed') || line.includes(secret))).toEqual([]);
}, 90_000);

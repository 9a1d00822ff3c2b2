import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, expect, it, vi } from 'vitest';
import { discard, type Motcua, newDataDir, startMotcua } from '#test/support/motcua.ts';
import { decision } from './city.ts';

// A data folder is backed up by copying it, and the copy is put back later, as people do.

const dataDir = newDataDir();
const backup = `${dataDir}-backup`;
afterAll(() => discard(dataDir));

const establish = async (motcua: Motcua, unit: string) =>
  (await motcua.as({ roles: ['administrator'], units: ['*'] })).order('/v1/centers', { unit, decision });

it('`npm start` says so, readers of the former history are told, and everything goes on from what was put back', async () => {
  let motcua = await startMotcua(dataDir);
  await establish(motcua, '25747');
  expect((await motcua.kill('SIGTERM')).code).toBe(0);
  execFileSync('cp', ['-a', dataDir, backup]);

  motcua = await startMotcua(dataDir);
  expect(motcua.logs()).not.toContain('epoch');
  const lost = await establish(motcua, '25750');
  let auditor = await motcua.as({ roles: ['auditor'], units: [] });
  const { headers } = await auditor.get('/v1/events?cursor=latest');
  const cursor = headers['motcua-next-cursor'];
  expect((await motcua.kill('SIGTERM')).code).toBe(0);
  rmSync(dataDir, { recursive: true });
  execFileSync('cp', ['-a', backup, dataDir]);

  motcua = await startMotcua(dataDir);
  expect(motcua.output.stdout).toMatch(/were put back, or are a copy\. .*A new epoch of the log has begun/);
  auditor = await motcua.as({ roles: ['auditor'], units: [] });
  // long before the log has grown to where the cursor stands
  expect(await auditor.get(`/v1/events?cursor=${cursor}`)).toMatchObject({ status: 410, json: { type: '/problems/cursor-expired' } });
  expect((await auditor.events('&type=CenterEstablished')).map(({ subject }) => subject)).toEqual(['center-25747']);
  const again = await establish(motcua, '25750');
  expect(again.position).toBeGreaterThanOrEqual(lost.position);
  const supervisor = await motcua.as({ roles: ['supervisor'], units: [] });
  const shown = await supervisor.get(`/v1/centers/25750?on=2025-07-01&after=${again.position}`);
  expect([shown.headers['motcua-stale'], shown.json.decisions.length]).toEqual([undefined, 1]);
  await vi.waitFor(async () => {
    const health: any = await (await fetch(`${motcua.url}/health/projections`)).json();
    expect(health.projections.filter(({ state }: { state: string }) => state !== 'running')).toEqual([]);
  });
  expect((await motcua.kill('SIGTERM')).code).toBe(0);

  motcua = await startMotcua(dataDir);
  expect(motcua.logs()).not.toContain('epoch');
  expect((await motcua.kill('SIGTERM')).code).toBe(0);
}, 180_000);

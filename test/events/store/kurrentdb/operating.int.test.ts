import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordedEvent } from '#events/store/event.ts';
import { openKurrentdbCopyTarget } from '#events/store/kurrentdb/copyTarget.ts';
import { connectKurrentdbStore } from '#events/store/kurrentdb/store.ts';
import { anEvent, aStream, readToEnd } from '#test/events/store/storeContract.ts';
import { type FakeServer, startFakeServer } from '#test/support/eventstore/fakeServer.ts';
import { kill } from '#test/support/eventstore/faults.ts';
import { runProgram } from '#test/support/motcua.ts';

let server: FakeServer;
beforeAll(async () => {
  server = await startFakeServer();
});
afterAll(() => server?.close());
const connect = () => connectKurrentdbStore({ url: server.url, categories: ['dossier'] });

describe('an administrator', () => {
  const administer = async (...args: string[]) => {
    const program = runProgram(['cli/eventstore.ts', ...args], { EVENTSTORE_ADMIN_URL: server.url });
    return { ...(await program.ended), ...program.output };
  };
  const written = (stream: string) =>
    server.events().flatMap((event) => (event.stream === stream ? [JSON.parse(new TextDecoder().decode(event.data))] : []));

  it('lets one user read and append, and keeps deleting and truncating to himself', async () => {
    expect(await administer('protect', '--user', 'motcua')).toMatchObject({ code: 0, stderr: '' });
    expect(written('$settings').at(-1)).toEqual({
      $userStreamAcl: { $r: 'motcua', $w: 'motcua', $d: '$admins', $mr: '$admins', $mw: '$admins' },
      $systemStreamAcl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' },
    });
    expect(written('$$$all').at(-1)).toEqual({ $acl: { $r: ['$admins', 'motcua'] } });
  });

  it('begins an epoch, which every process then sees', async () => {
    const store = await connect();
    const before = await store.epoch();
    const { code, stdout } = await administer('begin-epoch');
    const after = await store.epoch();
    expect(code).toBe(0);
    expect(after).not.toBe(before);
    expect(stdout).toContain(after);
    await store.close();
  });

  it('is told what can be done', async () => {
    for (const args of [[], ['protect'], ['shred']]) expect(await administer(...args)).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('a copy of another log', () => {
  /** A log as another home hands it out: `streams` names the stream of each event. */
  const logOf = (streams: readonly string[]): RecordedEvent[] => {
    const revisions = new Map<string, number>();
    return streams.map((stream, n) => {
      const revision = (revisions.get(stream) ?? -1) + 1;
      revisions.set(stream, revision);
      const recordedAt = `2025-07-01T01:00:00.${String(n % 1000).padStart(3, '0')}Z`;
      return { ...anEvent({ unit: '25747', data: { n } }), stream, revision, position: n + 1, recordedAt };
    });
  };
  const withoutPositions = (events: readonly RecordedEvent[]) => events.map((event) => ({ ...event, position: 0 }));
  const [a, b, c] = [aStream(), aStream(), aStream()];
  const log = logOf([a, a, b, a, ...Array.from({ length: 150 }, () => c), b, a]);

  it('keeps ids, revisions, times and order, broken off, repeated and with connections cut', async () => {
    const store = await connect();
    const before = await store.head();
    const target = await openKurrentdbCopyTarget(server.url);
    await target.copy(log.slice(0, 2));
    await target.close();

    const again = await openKurrentdbCopyTarget(server.url);
    server.fault('append', kill({ happened: true }));
    server.fault('append', kill({ happened: false }));
    await again.copy(log.slice(0, 60));
    await again.copy(log);
    await again.copy(log);
    await again.close();
    expect(withoutPositions(await readToEnd(store, before))).toEqual(withoutPositions(log));
    await store.close();
  });

  it('is a log like any other: a repeat is known, and appends go on', async () => {
    const store = await connect();
    const events = log.filter(({ stream }) => stream === b);
    expect(await store.append(b, 'any', events.slice(1))).toMatchObject({ revision: 1, repeated: true });
    expect(await store.append(b, 1, [anEvent()])).toMatchObject({ revision: 2 });
    await store.close();
  });

  it('does not mix with other events', async () => {
    const target = await openKurrentdbCopyTarget(server.url);
    const other = logOf([a, a]);
    await expect(target.copy(other)).rejects.toThrow();
    await expect(target.copy(logOf([b, b, b, b, b]).slice(4))).rejects.toThrow();
    await target.close();
  });
});

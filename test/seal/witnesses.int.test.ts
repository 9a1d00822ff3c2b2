import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cosignedNote } from '#seal/proofs.ts';
import { startStamping } from '#seal/stamps.ts';
import { startWitnesses } from '#seal/witnesses.ts';
import { anEvent } from '#test/events/store/storeContract.ts';
import { type SealedServer, startSealedServer } from '#test/support/sealedServer.ts';
import { COSIGNATURE, parseVerifierKey } from '#verifier/note.js';
import { parsePolicy, verifyCheckpoint } from '#verifier/policy.js';
import { newSigningKey, parseSigningKey } from '#verifier/signing.js';
import { createWitnessServer } from '#verifier/witness.js';

const origin = 'motcua.example/log';
let sealed: SealedServer;
let folder: string;
let running: AsyncDisposableStack;

beforeEach(async () => {
  sealed = await startSealedServer(origin);
  folder = mkdtempSync(path.join(tmpdir(), 'motcua-seal-'));
  running = new AsyncDisposableStack();
  running.use(sealed.seals());
});
afterEach(async () => {
  await running.disposeAsync();
  await sealed.close();
  rmSync(folder, { recursive: true, force: true });
});

const append = (count: number) =>
  sealed.store.append(
    'access-dossier-1',
    'any',
    Array.from({ length: count }, () =>
      anEvent({ type: 'PersonalDataRead', data: { subject: 'dossier-1', fields: ['owner'], purpose: 'Thử nghiệm' } }),
    ),
  );
const listening = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.defer(() => server.close().closeAllConnections());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
};
const witness = async (name: string) => {
  const key = newSigningKey(name, COSIGNATURE);
  const logs = [parseVerifierKey(sealed.key.verifier)];
  const url = await listening(
    createWitnessServer({ folder: path.join(folder, name), key: parseSigningKey(key.secret, COSIGNATURE), logs }),
  );
  return { ...key, url };
};
const said: string[] = [];
const saying = (_: object, message: string) => void said.push(message);
const log = { info: saying, warn: saying, error: saying };

describe('checkpoints', () => {
  test('are cosigned by every witness that can be reached, and proofs carry what the policy asks for', async () => {
    const [one, other] = [await witness('w1.example'), await witness('w2.example')];
    const policy = parsePolicy(`log ${sealed.key.verifier}
witness one ${one.verifier} ${one.url}
witness other ${other.verifier} ${other.url}/
witness away ${newSigningKey('w3.example', COSIGNATURE).verifier} http://127.0.0.1:1/
group two 2 one other away
quorum two
`);
    const witnesses = startWitnesses({ seal: sealed.kept.seal, origin, policy, log, holding: () => true, everyMs: 20 });
    running.use(witnesses);
    for (const size of [3, 300, 900]) {
      await append(size === 3 ? 3 : size === 300 ? 297 : 600);
      await vi.waitFor(
        async () => {
          const latest = await sealed.kept.reading.latest(origin);
          if (latest?.size !== size) throw new Error('not sealed');
          const { cosigned } = await verifyCheckpoint(cosignedNote(latest), policy);
          expect(cosigned.map(({ name }) => name).toSorted()).toEqual(['w1.example', 'w2.example']);
        },
        { timeout: 10_000, interval: 20 },
      );
    }
    expect(Object.fromEntries(witnesses.states)).toEqual({ 'w1.example': 'cosigned', 'w2.example': 'cosigned', 'w3.example': 'away' });
    expect((await sealed.get('/log/checkpoint')).body).toContain('— w1.example ');
  });

  test('of another history are refused by a witness, which the operator hears of', async () => {
    const one = await witness('w1.example');
    const policy = parsePolicy(`log ${sealed.key.verifier}\nwitness one ${one.verifier} ${one.url}\nquorum one\n`);
    await append(3);
    await sealed.sealed(3);
    const options = { seal: sealed.kept.seal, origin, policy, log, holding: () => true, everyMs: 20 };
    await using first = startWitnesses(options);
    await vi.waitFor(() => expect(first.states.get('w1.example')).toBe('cosigned'), { timeout: 10_000 });
    const latest = await sealed.kept.reading.latest(origin);
    if (latest === undefined) throw new Error('nothing sealed');
    const note = latest.note.replace(/\n3\n/, '\n2\n');
    const forged = { ...options.seal, latest: async () => ({ ...latest, note, size: 2, cosignatures: [] }) };
    await using second = startWitnesses({ ...options, seal: forged });
    await vi.waitFor(() => expect(second.states.get('w1.example')).not.toBe('silent'), { timeout: 10_000 });
    expect(second.states.get('w1.example')).not.toBe('cosigned');
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;
describe.skipIf(!openssl)('time stamps [skipped where there is no openssl]', () => {
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

  /** A small authority by openssl, with a certificate of its own. */
  const authority = async (): Promise<string> => {
    writeFileSync(
      path.join(folder, 'tsa.conf'),
      `[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nCN=Test TSA\n[ext]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:TRUE\n[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\nsigner_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\n`,
    );
    writeFileSync(path.join(folder, 'serial'), '01\n');
    run('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'tsa.key', '-out', 'tsa.pem', '-days', '2', '-config', 'tsa.conf');
    const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      writeFileSync(path.join(folder, 'query.tsq'), Buffer.concat(chunks));
      run('ts', '-reply', '-config', 'tsa.conf', '-queryfile', 'query.tsq', '-out', 'reply.tsr');
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(readFileSync(path.join(folder, 'reply.tsr')));
    };
    return listening(createServer((request, response) => void reply(request, response)));
  };

  test('of checkpoints are kept, and verified by openssl', async () => {
    const url = await authority();
    await append(5);
    await sealed.sealed(5);
    await using _stamping = startStamping({ seal: sealed.kept.seal, origin, url, everyMinutes: 60, log, holding: () => true, everyMs: 20 });
    const answer = await vi.waitFor(
      async () => {
        const got = await sealed.server.inject({ url: '/log/stamp/5' });
        expect(got.statusCode).toBe(200);
        return got;
      },
      { timeout: 10_000, interval: 50 },
    );
    expect(answer.headers).toMatchObject({ 'content-type': 'application/timestamp-reply', 'motcua-stamped-size': '5' });
    const { body } = await sealed.get('/log/checkpoint/5');
    writeFileSync(path.join(folder, 'checkpoint'), body);
    writeFileSync(path.join(folder, 'stamp.tsr'), answer.rawPayload);
    expect(run('ts', '-verify', '-data', 'checkpoint', '-in', 'stamp.tsr', '-CAfile', 'tsa.pem').toString()).toContain('OK');
    writeFileSync(path.join(folder, 'other'), body.replace('\n5\n', '\n6\n'));
    expect(() => run('ts', '-verify', '-data', 'other', '-in', 'stamp.tsr', '-CAfile', 'tsa.pem')).toThrow();
    expect((await sealed.kept.reading.lastStamp(origin))?.size).toBe(5);
    expect((await sealed.get('/log/stamp/6')).status).toBe(404);
  });

  test('that are of something else, or none, are not kept', async () => {
    mkdirSync(path.join(folder, 'none'), { recursive: true });
    const url = await authority();
    run('ts', '-query', '-data', 'tsa.conf', '-sha256', '-cert', '-out', 'other.tsq');
    run('ts', '-reply', '-config', 'tsa.conf', '-queryfile', 'other.tsq', '-out', 'other.tsr');
    await append(5);
    await sealed.sealed(5);
    for (const answer of [readFileSync(path.join(folder, 'other.tsr')), Buffer.from('nothing'), Buffer.alloc(0)]) {
      said.length = 0;
      const liar = await listening(createServer((_, response) => response.end(answer)));
      await using _stamping = startStamping({
        seal: sealed.kept.seal,
        origin,
        url: liar,
        everyMinutes: 60,
        log,
        holding: () => true,
        everyMs: 20,
      });
      await vi.waitFor(() => expect(said).toContain('A checkpoint could not be stamped; trying again'), { timeout: 10_000 });
    }
    expect(await sealed.kept.reading.lastStamp(origin)).toBeUndefined();
    expect(url).toContain('127.0.0.1');
  });
});

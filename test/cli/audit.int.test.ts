import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anEvent } from '#test/events/store/storeContract.ts';
import { runProgram } from '#test/support/motcua.ts';
import { type SealedServer, startSealedServer } from '#test/support/sealedServer.ts';
import { verifyExport } from '#verifier/verify.js';

let sealed: SealedServer;
let sealing: AsyncDisposable;
let folder: string;
let url: string;

beforeAll(async () => {
  sealed = await startSealedServer();
  sealing = sealed.seals();
  const data = { subject: 'dossier-1', fields: ['owner'], purpose: 'Thử nghiệm' };
  await sealed.store.append(
    'access-dossier-1',
    'none',
    Array.from({ length: 900 }, () => anEvent({ type: 'PersonalDataRead', data })),
  );
  await sealed.sealed(900);
  folder = mkdtempSync(path.join(tmpdir(), 'motcua-audit-'));
  url = await sealed.server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await sealing?.[Symbol.asyncDispose]();
  await sealed?.close();
  rmSync(folder, { recursive: true, force: true });
});

const exported = async (file: string, from = url, ...more: string[]) => {
  const program = runProgram(['cli/audit.ts', 'export', '--to', file, '--url', from, ...more], { TOKEN: sealed.auditor });
  const { code } = await program.ended;
  return { code, logs: program.logs() };
};
const verdictOf = async (file: string) => verifyExport([new Uint8Array(readFileSync(file))], { policy: sealed.policy });

describe('npm run audit -- export', () => {
  test('writes an export that is intact', async () => {
    const file = path.join(folder, 'whole.export');
    expect(await exported(file)).toMatchObject({ code: 0 });
    expect(await verdictOf(file)).toMatchObject({ verdict: 'intact', complete: true });
  });

  test('goes on where a file stops, wherever that is', async () => {
    const file = path.join(folder, 'whole.export');
    const whole = readFileSync(file);
    for (const share of [0.1, 0.5, 0.9]) {
      const part = path.join(folder, 'part.export');
      writeFileSync(part, whole.subarray(0, Math.floor(whole.length * share)));
      expect(await exported(part)).toMatchObject({ code: 0 });
      expect(await verdictOf(part)).toMatchObject({ verdict: 'intact', complete: true });
    }
  });

  test('goes on by itself when the connection breaks', async () => {
    let broken = 0;
    const cutting = createServer((request, response) => {
      void fetch(`${url}${request.url}`, { headers: { authorization: request.headers.authorization ?? '' } }).then(async (answer) => {
        const bytes = Buffer.from(await answer.arrayBuffer());
        response.writeHead(answer.status, { 'content-length': bytes.length });
        if (broken < 3) response.write(bytes.subarray(0, 100_000), () => response.destroy());
        else response.end(bytes);
        broken += 1;
      });
    });
    cutting.listen(0, '127.0.0.1');
    await once(cutting, 'listening');
    const address = cutting.address();
    const file = path.join(folder, 'cut.export');
    const { code } = await exported(file, `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    cutting.close();
    expect([code, broken]).toEqual([0, 4]);
    expect(await verdictOf(file)).toMatchObject({ verdict: 'intact', complete: true });
  });

  test('says what is refused', async () => {
    const { code, logs } = await exported(path.join(folder, 'none.export'), url, '--type', 'Nothing');
    expect(code).toBe(1);
    expect(logs).toContain('400');
  });
});

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discard, type Motcua, newDataDir, startMotcua } from '#test/support/motcua.ts';

const dataDir = newDataDir();
let motcua: Motcua;

beforeAll(async () => {
  motcua = await startMotcua(dataDir);
});
afterAll(async () => {
  await motcua.kill('SIGTERM');
  await discard(dataDir);
});

/** The blocks of the README that a reader is told to paste, as one script. */
const tour = (): string =>
  [...readFileSync('README.md', 'utf8').matchAll(/```bash tour\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n');

const pasted = (script: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    shell.once('error', reject);
    shell.once('close', (code) => resolve({ code, output }));
  });

describe('the tour of the README', () => {
  it('does what it says when it is pasted into a shell', async () => {
    const { code, output } = await pasted(tour(), { DATA_DIR: dataDir, PORT: new URL(motcua.url).port });
    expect(code, output).toBe(0);
    const lines = output.split('\n');
    const refusal = JSON.parse(lines.find((line) => line.includes('/problems/')) ?? '{}');
    expect(refusal).toMatchObject({ type: '/problems/center-not-ready', status: 409 });
    expect(refusal.missing.map((one: { code: string }) => one.code).sort()).toEqual([
      'director',
      'receiving-officer',
      'working-regulations',
    ]);
    expect(lines.filter((line) => line.includes('/problems/'))).toHaveLength(1);
    for (const type of ['CenterEstablished', 'CenterOpened', 'DossierReceived']) expect(output).toContain(`"type":"${type}"`);
    expect(output).toMatch(/"deadline":.*"lines":\["Tiếp nhận lúc .*"Thời hạn: 3 ngày làm việc .*"Hẹn trả: /);
    expect(output).toContain('"owner":{"kind":"citizen","name":"Nguyễn Thị An","identityNumber":"079190000001"}');
    expect(output).toContain('"purpose":"tra cứu theo yêu cầu của công dân"');
    expect(output).toMatch(/id: \S+\ndata: .*"type":"vn\.motcua\.DossierReceived"/);
  });
});

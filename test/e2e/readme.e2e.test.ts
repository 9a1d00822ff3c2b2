import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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

/** The blocks of a page that a reader is told to paste, as one script. */
const scriptOf = (page: string): string =>
  [...readFileSync(page, 'utf8').matchAll(/```bash tour\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n');

const pasted = (script: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // what it waits for may never come
      timeout: 150_000,
    });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    shell.once('error', reject);
    shell.once('close', (code) => resolve({ code, output }));
  });

const environment = () => ({ DATA_DIR: dataDir, PORT: new URL(motcua.url).port });

describe('the tour', () => {
  it('does what it says when it is pasted into a shell', async () => {
    const { code, output } = await pasted(scriptOf('docs/tour.md'), environment());
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
    expect(output).toContain(
      '"owner":{"kind":"citizen","name":"Nguyễn Thị An","identityKind":"citizen-card","identityNumber":"079190000001"}',
    );
    expect(output).toContain('"purpose":"tra cứu theo yêu cầu của công dân"');
    expect(output).toContain('"form":"01","name":"Giấy tiếp nhận hồ sơ và hẹn trả kết quả","at":"');
    expect(output).toMatch(/id: \S+\ndata: .*"type":"vn\.motcua\.DossierReceived"/);

    // the tree, and the reception; the log after it was changed
    expect(lines.filter((line) => line.startsWith('INTACT: '))).toHaveLength(2);
    expect(output).toContain('MANIPULATED: Entry 0: is not what was sealed.\n');
    expect(output).toContain('exit code 1\n');
    const urging = 'Đề nghị ban hành quyết định về số điểm tiếp nhận trong hôm nay.';
    const mailbox = JSON.parse(lines.find((line) => line.includes('"messageId"')) ?? '{"items":[]}');
    expect(mailbox.items).toEqual([expect.objectContaining({ to: '25747@localhost', text: expect.stringContaining(urging) })]);
    const points = lines.filter((line) => line.startsWith('"state":"overdue"') || line.startsWith('"state":"fulfilled"'));
    expect(points).toEqual([
      expect.stringMatching(/^"state":"overdue".*"missing":\[\{"code":"points-fixed".*"urged":0/),
      expect.stringMatching(/^"state":"fulfilled".*"lines":\["Quyết định 05\/QĐ-UBND: 1 điểm, 6 quầy.*"missing":\[\].*"urged":1/),
    ]);
    const [onTheDay, whenUrged] = lines.filter((line) => line.startsWith('"parties":')).map((line) => JSON.parse(`{${line}`).parties[0]);
    expect(onTheDay.counts).toMatchObject({ total: 6, open: 6 });
    expect(onTheDay.duties[0]).toMatchObject({ workingDaysLeft: 3, missing: [{ code: 'decision-in-effect' }] });
    expect(whenUrged.duties).toMatchObject([{ taskId: 'points', state: 'overdue', urged: 1, missing: [{ code: 'points-fixed' }] }]);
    expect(output).toMatch(
      /"rank":1,"party":"office-of-city-committee","name":"Văn phòng Ủy ban nhân dân Thành phố","overdue":1,"workingDaysLate":3,.*Quá hạn 3 ngày làm việc \(hạn 17:00 ngày 20\/06\/2025\)/,
    );
  });
});

describe('the five minutes of the README', () => {
  it('are answered when they are pasted into a shell', async () => {
    const supervisor = await motcua.as({ roles: ['supervisor'], units: ['*'] });
    const assigned = async () => (await supervisor.get('/v1/directives/ct-2025-06/matrix')).json.counts.total;
    await vi.waitFor(async () => expect(await assigned()).toBe(1027), { timeout: 60_000, interval: 200 });
    const { code, output } = await pasted(scriptOf('README.md'), environment());
    expect(code, output).toBe(0);
    expect(output).not.toContain('/problems/');
    expect(output).toMatch(/^"counts":\{"total":1027,"open":\d+/m);
    expect(output).toContain('"items":[{"rank":1,');
    expect(output).toContain('{"items":[{"dossierId":');
    expect(output).toMatch(/^data: \{"specversion"/m);
  });
});

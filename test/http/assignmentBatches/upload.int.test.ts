import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '#commands/handling/command.ts';
import { acceptAssignmentBatch, assignmentBatchId, idsWithZeros } from '#commands/official/assignmentBatch.ts';
import { assignOfficial } from '#commands/official/assignments.ts';
import { registerOfficial } from '#commands/official/person.ts';
import { readAssignmentFile } from '#http/assignmentBatches/assignmentFile.ts';
import { type Answer, startTestServer, type TestServer } from '#test/support/server.ts';
import { testSettings } from '#test/support/settings.ts';

const path = '/v1/officials/assignments/batch';
const header = 'officialId,unit,position,basis,from,until';
const good = 'o-1,25747,clerk,QĐ 12,2025-07-01,';

let app: TestServer;
let head: string;
let administrator: string;
beforeAll(async () => {
  app = await startTestServer({
    commands: [acceptAssignmentBatch, assignOfficial, registerOfficial],
    answers: new Map([answer(idsWithZeros, async (digits) => new Map(digits.includes('7') ? [['7', ['007']]] : []))]),
  });
  head = await app.token({ roles: ['center-head'], units: ['25747'] });
  administrator = await app.token({ roles: ['administrator'], units: ['*'] });
  for (const officialId of ['o-1', 'o-2', '7', '007'])
    await app.post('/v1/officials', administrator, { officialId, name: 'Nguyễn Văn A', office: 'civil-servant' });
});
afterAll(() => app?.close());

const send = (text: string | Buffer, { token = administrator, query = '', type = 'text/csv' } = {}): Promise<Answer> =>
  app.request('POST', `${path}${query}`, token, { body: Buffer.from(text), headers: { 'content-type': type } });
const dryRun = (text: string | Buffer) => send(text, { query: '?dryRun=true' });
const streamOf = (text: string) => `batch-${assignmentBatchId(readAssignmentFile(Buffer.from(text), testSettings.units).assignments)}`;
const recorded = (text: string) => app.store.readStream(streamOf(text));

describe('a file of assignments', () => {
  const wrong = [
    header,
    good,
    'o-9,25747,clerk,QĐ 12,2025-07-01,',
    '"o-2,25747,clerk,QĐ,2025-07-01,',
    'o-1,25750,clerk,QĐ 12,2025-08-01,',
  ].join('\n');
  const errors = [
    { line: 3, code: 'official-not-found', detail: 'There is no official o-9.' },
    { line: 4, code: 'line-unreadable', detail: 'Column 1: the quotation mark is not closed on this line.' },
    { line: 5, code: 'official-elsewhere', detail: 'The official serves at 25747 from 2025-07-01 to further notice.' },
  ];

  it('is only looked through in a dry run: every error by line, and nothing written', async () => {
    const { status, json } = await dryRun(wrong);
    expect({ status, json }).toEqual({
      status: 200,
      json: { batchId: streamOf(wrong).slice(6), lines: 3, sound: false, errors },
    });
    expect(await recorded(wrong)).toEqual([]);
  });
  it('with errors is refused with all of them, and nothing written', async () => {
    const { status, json } = await send(wrong);
    expect({ status, type: json.type, missing: json.missing }).toEqual({
      status: 409,
      type: '/problems/batch-not-sound',
      missing: errors,
    });
    expect(await recorded(wrong)).toEqual([]);
  });
  it('that is sound is accepted, once, however often it is sent', async () => {
    const sound = `${header}\r\n${good}\r\n`;
    expect((await dryRun(sound)).json).toMatchObject({ lines: 1, sound: true, errors: [] });
    expect(await recorded(sound)).toEqual([]);
    const first = await send(sound);
    expect(first).toMatchObject({ status: 202, headers: { location: `/v1/assignment-batches/${streamOf(sound).slice(6)}` } });
    expect(first.json).toMatchObject({ stream: streamOf(sound), revision: 1 });
    expect((await send(sound)).json).toMatchObject({ revision: 1, events: [] });
    expect((await recorded(sound)).map(({ type }) => type)).toEqual(['AssignmentBatchAccepted', 'AssignmentsListed']);
  });

  it('is for those who may assign at every unit of it', async () => {
    const elsewhere = `${header}\n${good.replace('25747', '25750')}`;
    expect((await send(elsewhere, { token: head })).status).toBe(403);
    expect((await send(`${header}\n${good}\n${good.replace('25747', '25750')}`, { token: head })).status).toBe(403);
    expect((await send(`${header}\n${good}x`, { token: head, query: '?dryRun=true' })).status).toBe(200);
    const refused = await send(`${header}\n${good}\n${good.replace('25747', '25750')}`, { token: head });
    expect(refused.json.missing).toEqual([{ line: 3, code: 'forbidden', detail: 'The token does not cover unit 25750.' }]);
    const dry = await send(`${header}\n${good}\n${good.replace('25747', '25750')}`, { token: head, query: '?dryRun=true' });
    expect(dry).toMatchObject({
      status: 200,
      json: { sound: false, errors: expect.arrayContaining([expect.objectContaining({ line: 3 })]) },
    });
    const officer = await app.token({ roles: ['officer'], units: ['25747'] });
    expect((await send(`${header}\n${good}`, { token: officer })).status).toBe(403);
    expect((await app.request('POST', path, undefined, { body: Buffer.from(good), headers: { 'content-type': 'text/csv' } })).status).toBe(
      401,
    );
  });
  it.each([
    ['JSON', '{}', { type: 'application/json' }, 415],
    ['a parameter that is unknown', `${header}\n${good}`, { query: '?surprise=1' }, 400],
    ['more than a megabyte', 'x'.repeat(1_048_577), {}, 413],
  ])('is no %s', async (_, text, how, status) => expect((await send(text, how)).status).toBe(status));
  it('is of a media type that is named where another comes', async () => {
    for (const type of ['application/json', 'application/xml', 'text/plain'])
      expect((await send(`${header}\n${good}`, { type })).json.detail).toMatch(/text\/csv or text\/tab-separated-values/);
    expect(
      (await send(`${header}\n${good}`.replaceAll(',', '\t'), { type: 'text/tab-separated-values', query: '?dryRun=true' })).status,
    ).toBe(200);
  });
  it('may have lost zeros of ids: such a line is named, unless the file has leading zeros', async () => {
    const of = (...ids: string[]) =>
      [header, ...ids.map((id, n) => `${id},25747,clerk,QĐ ${n},2026-0${n + 1}-01,2026-0${n + 1}-02`)].join('\n');
    expect((await dryRun(of('7'))).json.errors).toMatchObject([{ line: 2, code: 'official-id-shortened' }]);
    expect((await dryRun(of('7', '007'))).json.errors).toEqual([]);
  });
  it('is there', async () => {
    expect((await app.request('POST', path, administrator)).status).toBe(415);
  });
  it.each([
    ['that is empty', ''],
    ['of NUL', '\u0000'],
    ['that is no text', Buffer.from([0xff, 0xfe, 0x00])],
    ['of one quotation mark', '"'],
    ['of a header alone', header],
  ])('%s is refused line by line', async (_, text) => {
    const { status, json } = await dryRun(text);
    expect(status).toBe(200);
    expect(json).toMatchObject({ lines: 0, sound: false, errors: [{ line: 1, code: 'line-unreadable' }] });
    expect((await send(text)).status).toBe(409);
  });
  it('of ten thousand lines is looked through', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `p-${n},25747,clerk,QĐ 12,2025-07-01,`).join('\n');
    const { status, json } = await dryRun(`${header}\n${many}`);
    expect(status).toBe(200);
    expect(json.errors).toHaveLength(10_000);
    expect(json.errors.at(-1)).toEqual({ line: 10_001, code: 'official-not-found', detail: 'There is no official p-9999.' });
  });
});

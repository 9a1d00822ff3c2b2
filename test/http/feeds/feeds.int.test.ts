import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { establishCenter } from '#commands/center/decision.ts';
import { openPoint } from '#commands/center/places.ts';
import { registerOfficial } from '#commands/official/person.ts';
import { type Answer, startTestServer, type TestServer } from '#test/support/server.ts';
import { connectTo, type SseMessage } from './sseClient.ts';

let app: TestServer;
let origin: string;
let administrator: string;
let integrator: string;
let auditor: string;
const act = { number: '1', date: '2025-06-20', signer: 's' };
const decision = { act, effectiveOn: '2025-07-01', functions: ['f'], tasks: ['t'], powers: ['p'] };
const point = (pointId: string) => ({ pointId, name: pointId, address: 'a', counters: 1, openedOn: '2025-07-01' });

beforeAll(async () => {
  app = await startTestServer({
    commands: [establishCenter, openPoint, registerOfficial],
    options: { eventSource: 'urn:motcua:test', limits: { heartbeatMs: 50, stalledReaderMs: 500, streamsPerSubject: 2 } },
  });
  administrator = await app.token({ roles: ['administrator', 'center-head'], units: ['*'], sub: 'admin-1' });
  integrator = await app.token({ roles: ['integrator'], units: ['25750'], sub: 'i-1' });
  auditor = await app.token({ roles: ['auditor'], units: [], sub: 'a-1' });
  for (const unit of ['25747', '25750', '25760']) await app.post('/v1/centers', administrator, { unit, decision });
  await app.post('/v1/officials', administrator, { officialId: 'o-1', name: 'Nguyễn Văn A', office: 'civil-servant', unit: '25750' });
  await app.post('/v1/centers/25750/open-point', administrator, point('p1'));
  origin = await app.server.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

const summary = (answer: Answer) =>
  answer.json.map(({ type, subject }: { type: string; subject: string }) => `${subject} ${type.slice(10)}`);

describe('the feed that is pulled', () => {
  it('gives CloudEvents in the order of the log', async () => {
    const answer = await app.get('/v1/events', auditor);
    expect(answer.headers['content-type']).toMatch(/^application\/cloudevents-batch\+json/);
    expect(answer.headers['motcua-caught-up']).toBe('true');
    expect(summary(answer)).toEqual([
      'center-25747 CenterEstablished',
      'center-25750 CenterEstablished',
      'center-25760 CenterEstablished',
      'official-o-1 OfficialRegistered',
      'center-25750 PointOpened',
    ]);
    const [stored] = await app.store.readStream('center-25750', { from: 1 });
    expect(answer.json.at(-1)).toMatchObject({
      specversion: '1.0',
      id: stored?.id,
      source: 'urn:motcua:test',
      type: 'vn.motcua.PointOpened',
      subject: 'center-25750',
      time: stored?.occurredAt,
      recordedtime: stored?.recordedAt,
      sequence: String(stored?.position),
      dataschema: '/schemas/events/PointOpened/1',
      unit: '25750',
      authid: 'admin-1',
      actorrole: 'center-head',
      data: { unit: '25750', pointId: 'p1' },
    });
  });

  it('goes on from its cursor, page by page, without loss or repetition', async () => {
    const seen: string[] = [];
    let answer = await app.get('/v1/events?limit=2', auditor);
    for (;;) {
      seen.push(...summary(answer));
      if (answer.headers['motcua-caught-up'] === 'true') break;
      answer = await app.get(/<(.+)>/.exec(answer.headers.link ?? '')?.[1] ?? '', auditor);
    }
    expect(seen).toEqual(summary(await app.get('/v1/events', auditor)));
    const cursor = answer.headers['motcua-next-cursor'];
    expect(summary(await app.get(`/v1/events?cursor=${cursor}`, auditor))).toEqual([]);
  });

  it.each([
    ['type=PointOpened', ['center-25750 PointOpened']],
    ['type=PointOpened&type=OfficialRegistered', ['official-o-1 OfficialRegistered', 'center-25750 PointOpened']],
    ['unit=25747', ['center-25747 CenterEstablished']],
    ['category=official', ['official-o-1 OfficialRegistered']],
    ['stream=center-25760', ['center-25760 CenterEstablished']],
    ['stream=center-25760&type=PointOpened', []],
    ['cursor=latest', []],
  ])('filters by %s', async (filter, expected) => {
    expect(summary(await app.get(`/v1/events?${filter}`, auditor))).toEqual(expected);
  });

  it.each([
    ['nope', 'There is no category of streams “nope”'],
    ['dosier-1', 'Perhaps “dossier” is meant'],
    ['dossier', 'must be a category and an id, joined by a dash'],
  ])('refuses a stream that cannot be: %s', async (stream, said) => {
    const { status, json } = await app.get(`/v1/events?stream=${stream}`, auditor);
    const [error] = json.errors;
    expect([status, error.pointer, json.errors.map(({ detail }: { detail: string }) => detail).join(' ')]).toEqual([
      400,
      '/stream',
      expect.stringContaining(said),
    ]);
  });

  it('shows a token only the events of its units', async () => {
    expect(summary(await app.get('/v1/events', integrator))).toEqual([
      'center-25750 CenterEstablished',
      'official-o-1 OfficialRegistered',
      'center-25750 PointOpened',
    ]);
    expect((await app.get('/v1/events?unit=25747', integrator)).status).toBe(403);
  });

  it('refuses a cursor that is none, and says when one belongs to an earlier history', async () => {
    const of = (text: string) => Buffer.from(text).toString('base64url');
    const status = async (cursor: string) => {
      const { json } = await app.get(`/v1/events?cursor=${cursor}`, auditor);
      return [json.status, json.type];
    };
    for (const cursor of ['%25', of('x'), of(`${await app.store.epoch()}:1.5`)])
      expect(await status(cursor)).toEqual([400, '/problems/cursor-malformed']);
    expect(await status(of('another-epoch:3'))).toEqual([410, '/problems/cursor-expired']);
    const [epoch, end] = [await app.store.epoch(), await app.store.end()];
    expect(await status(of(`${epoch}:${end + 1}`))).toEqual([410, '/problems/cursor-expired']);
    expect((await app.get(`/v1/events?cursor=${of(`${epoch}:${end}`)}`, auditor)).headers['motcua-caught-up']).toBe('true');
    const unknown = await app.get('/v1/events?type=OfficialRegisterd&type=vn.motcua.OfficialRegistered', auditor);
    expect([unknown.status, unknown.json.errors]).toEqual([
      400,
      [
        {
          in: 'query',
          pointer: '/type/0',
          detail: 'There is no type of event “OfficialRegisterd”. Perhaps “OfficialRegistered” is meant.',
        },
      ],
    ]);
    const byName = await app.get('/v1/events?type=OfficialRegistered', auditor);
    const asBorne = await app.get('/v1/events?type=vn.motcua.OfficialRegistered', auditor);
    expect(summary(asBorne)).toEqual(summary(byName));
  });

  it('masks personal data unless the token may see it and says why; then the reading is on record, for auditors to see', async () => {
    const names = async (token: string, headers = {}) => {
      const { json } = await app.get('/v1/events?type=OfficialRegistered', token, headers);
      return json.map(({ data }: { data: { name: unknown } }) => data.name);
    };
    const entitled = await app.token({ roles: ['integrator'], units: ['*'], personal: true, sub: 'i-2' });
    expect(await names(auditor, { 'x-purpose': 'a purpose' })).toEqual([{ masked: true }]);
    expect(await names(entitled)).toEqual([{ masked: true }]);
    expect(await names(entitled, { 'x-purpose': 'exchange with the portal' })).toEqual(['Nguyễn Văn A']);
    const accesses = await app.get('/v1/events?category=access', auditor);
    expect(accesses.json.map(({ authid, data }: { authid: string; data: unknown }) => [authid, data])).toEqual([
      ['i-2', { subject: 'official-o-1', unit: '25750', fields: ['name'], purpose: 'exchange with the portal' }],
    ]);
    expect(summary(await app.get('/v1/events?category=access', entitled))).toEqual([]);
    await app.personalData.erase('official-o-1');
    expect(await names(entitled, { 'x-purpose': 'exchange with the portal' })).toEqual([{ forgotten: true }]);
  });

  it('serves the schema that each event names', async () => {
    const { json } = await app.get('/v1/events', auditor);
    for (const { dataschema } of json) expect((await app.get(dataschema)).status).toBe(200);
    const schema = await app.get('/schemas/events/OfficialRegistered/1');
    expect(schema.json.properties.name.anyOf).toHaveLength(3);
    expect((await app.get('/schemas/events/OfficialRegistered/9')).status).toBe(404);
  });
});

const texts = (messages: SseMessage[]) =>
  messages.map(({ event, data }) => (event === 'message' ? `${data.subject} ${data.type.slice(10)}` : event));

describe('the feed that is pushed', () => {
  it('sends the past, then says that it caught up, then what comes, each with an id', async () => {
    const stream = await connectTo(`${origin}/v1/events/stream?category=center`, auditor);
    const past = await stream.until(({ event }) => event === 'caught-up');
    expect(texts(past)).toEqual([
      'center-25747 CenterEstablished',
      'center-25750 CenterEstablished',
      'center-25760 CenterEstablished',
      'center-25750 PointOpened',
      'caught-up',
    ]);
    await app.post('/v1/centers/25747/open-point', administrator, point('live'));
    const live = await stream.until(({ event }) => event === 'message');
    expect(texts(live)).toEqual(['center-25747 PointOpened']);
    for (const { id } of [...past, ...live]) expect(id).toBeTruthy();
    stream.close();
  });

  it('resumes after the last message received, by header before cursor, and moves on over what the filter hides', async () => {
    const whole = await connectTo(`${origin}/v1/events/stream?category=center`, auditor);
    const past = await whole.until(({ event }) => event === 'caught-up');
    whole.close();
    const second = past[1]?.id ?? '';
    const rest = await connectTo(`${origin}/v1/events/stream?category=center&cursor=${past[0]?.id}`, auditor, { 'last-event-id': second });
    expect(texts(await rest.until(({ event }) => event === 'caught-up'))).toEqual(texts(past.slice(2)));
    await app.post('/v1/officials', administrator, { name: 'B', office: 'civil-servant' });
    const [progress] = await rest.until(({ event }) => event === 'progress');
    rest.close();
    const afterwards = await connectTo(`${origin}/v1/events/stream`, auditor, { 'last-event-id': progress?.id ?? '' });
    expect(texts(await afterwards.until(({ event }) => event === 'caught-up'))).toEqual(['caught-up']);
    afterwards.close();
  });

  it('keeps a silent connection alive with comments', async () => {
    const stream = await connectTo(`${origin}/v1/events/stream?cursor=latest`, auditor);
    await stream.untilText(': heartbeat');
    stream.close();
  });

  it('refuses bad cursors before it begins, and more streams than one may have', async () => {
    const refusal = async (query: string, headers = {}) =>
      (await connectTo(`${origin}/v1/events/stream${query}`, integrator, headers)).status;
    expect(await refusal('?cursor=x')).toBe(400);
    const of = (text: string) => Buffer.from(text).toString('base64url');
    expect(await refusal('', { 'last-event-id': of('other:1') })).toBe(410);
    expect(await refusal('', { 'last-event-id': of(`${await app.store.epoch()}:${(await app.store.end()) + 1}`) })).toBe(410);
    const two = [await connectTo(`${origin}/v1/events/stream`, integrator), await connectTo(`${origin}/v1/events/stream`, integrator)];
    expect(await refusal('')).toBe(429);
    for (const stream of two) stream.close();
    await expect.poll(() => refusal('?cursor=latest')).toBe(200);
  });

  it('ends when the token does', async () => {
    const short = await app.token({ roles: ['auditor'], units: [], sub: 'short', ttl: '2s' });
    const stream = await connectTo(`${origin}/v1/events/stream?cursor=latest`, short);
    await stream.ended();
    // clocks may differ by seconds, by which the token is still taken; a stream would end at once
    expect((await app.get('/v1/events', short)).status).toBe(200);
    expect((await connectTo(`${origin}/v1/events/stream?cursor=latest`, short)).status).toBe(401);
  });

  it('ends cleanly when the server closes, and does not hold it up', async () => {
    const stream = await connectTo(`${origin}/v1/events/stream?cursor=latest`, auditor);
    await stream.until(({ event }) => event === 'caught-up');
    const closing = app.server.close();
    await stream.ended();
    await closing;
  });
});

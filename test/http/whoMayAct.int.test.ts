import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNamed, commands } from '#commands/all.ts';
import { answer } from '#commands/handling/command.ts';
import { sectors } from '#commands/official/person.ts';
import { plurals } from '#http/all.ts';
import { commandPath } from '#http/server/commandRoutes.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { elsewhere, home, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { type Answer, startTestServer, type TestServer } from '#test/support/server.ts';

let app: TestServer;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  app = await startTestServer({
    commands,
    staff: staffServing,
    answers: new Map([answer(sectors, async () => ['Hộ tịch'])]),
    options: { clock: () => local('2025-07-02T08:00') },
  });
  await setUpCity(app.execute);
  const roles = ['officer'] as const;
  Object.assign(tokens, {
    desk: await app.token({ roles: [...roles], units: [home], sub: 'desk' }),
    first: await app.token({ roles: [...roles], units: [home], sub: 'first', official: 'official-1' }),
    second: await app.token({ roles: [...roles], units: [home], sub: 'second', official: 'official-2' }),
    both: await app.token({ roles: [...roles], units: [home, elsewhere], sub: 'both' }),
    all: await app.token({ roles: [...roles], units: ['*'], sub: 'all' }),
    other: await app.token({ roles: [...roles], units: [elsewhere], sub: 'other' }),
    head: await app.token({ roles: ['center-head'], units: [home], sub: 'head' }),
    otherHead: await app.token({ roles: ['center-head'], units: [elsewhere], sub: 'other-head' }),
    administrator: await app.token({ roles: ['administrator'], units: ['*'], sub: 'administrator' }),
  });
});
afterAll(() => app.close());

const order = (who: string, command: string, id: string, body: object, headers?: Record<string, string>): Promise<Answer> => {
  const path = commandPath(commandNamed(command), plurals).replace(':id', id);
  return app.post(`/v1${path}`, tokens[who], body, headers);
};
const code = ({ status, json }: Answer): unknown => (status < 300 ? 'done' : json.type.slice('/problems/'.length));
const receive = async (who: string): Promise<string> => {
  const dossierId = randomUUID();
  const answer = await order(who, 'ReceiveDossier', '', { ...stated, dossierId, channel: 'direct', placeOfReceipt: home });
  expect(code(answer)).toBe('done');
  return dossierId;
};
const fee = { items: [{ name: 'Phí', kind: 'fee', dong: 0 }] };

describe('an officer', () => {
  it('without an official acts only on what lies at the desk', async () => {
    const [held, atDesk] = [await receive('first'), await receive('desk')];
    expect(code(await order('desk', 'RequestFee', held, fee))).toBe('not-the-holder');
    expect(code(await order('desk', 'HandOverDossier', held, { to: { unit: home } }))).toBe('not-the-holder');
    expect(code(await order('second', 'RequestFee', held, fee))).toBe('not-the-holder');
    expect(code(await order('first', 'RequestFee', held, fee))).toBe('done');
    expect(code(await order('desk', 'RequestFee', atDesk, fee))).toBe('done');
    expect(code(await order('head', 'HandOverDossier', held, { to: { unit: home } }))).toBe('done');
  });

  it.each(['both', 'all'])('whose token covers %s the units takes up what lies at the desk of one of them', async (who) => {
    const dossierId = await receive(who);
    expect(code(await order(who, 'RequestFee', dossierId, fee))).toBe('done');
    expect(code(await order(who, 'HandOverDossier', dossierId, { to: { unit: home, official: 'official-1' } }))).toBe('done');
    expect(code(await order(who, 'HandOverDossier', dossierId, { to: { unit: home } }))).toBe('not-the-holder');
  });

  it('who does not serve there that day may not act', async () => {
    const held = await receive('second');
    const assigned = (await app.store.readStream('official-official-2')).find(({ type }) => type === 'OfficialAssigned');
    const assignmentId = (assigned?.data as { assignmentId: string } | undefined)?.assignmentId;
    const ended = await order('administrator', 'EndAssignment', 'official-2', { assignmentId, lastDay: '2025-07-01', ground: 'Nghỉ việc' });
    expect(code(ended)).toBe('done');
    const stranger = await app.token({ roles: ['officer'], units: [home], official: 'nobody' });
    tokens['stranger'] = stranger;
    const entering = { ...stated, dossierId: randomUUID(), channel: 'direct', placeOfReceipt: home };
    expect(code(await order('stranger', 'ReceiveDossier', '', entering))).toBe('actor-not-serving');
    expect(code(await order('second', 'ReceiveDossier', '', entering))).toBe('actor-not-serving');
    expect(code(await order('second', 'RequestFee', held, fee))).toBe('actor-not-serving');
    const yesterday = { occurredAt: '2025-07-01T09:00:00+07:00', lateEntryReason: 'Mất điện' };
    expect(code(await order('second', 'ReceiveDossier', '', { ...entering, ...yesterday }))).toBe('actor-not-serving');
  });
});

describe('of what another unit has', () => {
  // but for what differs with every request, and the id
  const told = ({ status, headers, json }: Answer, id: string) => {
    const { instance: _, traceId: __, ...problem } = json;
    return [status, headers['etag'], JSON.parse(JSON.stringify(problem).replaceAll(id, 'ID'))];
  };
  const ground = { reason: 'Lý do', legalGround: 'Căn cứ' };
  const ofDossiers: [string, object][] = [
    ['RequestSupplement', { items: ['Bản sao'], ...ground }],
    ['GiveSupplement', { components: [] }],
    ['GiveSupplement', { components: [], unit: elsewhere }],
    ['HandOverDossier', { to: { unit: elsewhere } }],
    ['RequestFee', fee],
    ['PayFee', { totalDong: 0, method: 'cash', receiptNumber: 'BL-1', unit: elsewhere }],
    ['WithdrawDossier', { reason: 'Lý do', unit: elsewhere }],
    ['StopDossier', ground],
    ['ReturnResult', { means: 'counter', unit: elsewhere }],
    ['RefuseDossier', ground],
    ['ReceiveSubmittedDossier', {}],
    ['ArchiveDossier', { fileReference: 'HS-1', retention: '20 năm' }],
  ];
  const day = { from: '2025-07-01', basis: 'QĐ 1' };
  const ofOfficials: [string, object][] = [
    ['HoldOffice', { office: 'vice-chair', ...day }],
    ['GiveTaskGroups', { groups: [], ...day }],
    ['AssignOfficial', { unit: elsewhere, position: 'clerk', ...day, from: '2020-01-01', until: '2020-01-01' }],
    ['SubstituteOfficial', { unit: elsewhere, position: 'clerk', substituteFor: 'official-9', ...day, until: '2025-07-02' }],
    ['EndAssignment', { assignmentId: 'any', lastDay: '2025-07-01', ground: 'Lý do' }],
  ];
  describe.each([undefined, '*', '"0"'])('with If-Match %s', (ifMatch) => {
    const headers = ifMatch === undefined ? undefined : { 'if-match': ifMatch };
    it.each(ofDossiers)('%s tells as little as if there were no dossier', async (command, body) => {
      const [there, absent] = [await receive('first'), randomUUID()];
      const answers = [await order('other', command, there, body, headers), await order('other', command, absent, body, headers)];
      expect(told(answers[0] as Answer, there)).toEqual(told(answers[1] as Answer, absent));
      expect(answers[0]?.status).toBeGreaterThanOrEqual(400);
    });
    it.each(ofOfficials)('%s tells as little as if there were no official', async (command, body) => {
      const [there, absent] = ['official-1', `absent-${randomUUID()}`];
      const answers = [await order('otherHead', command, there, body, headers), await order('otherHead', command, absent, body, headers)];
      expect(told(answers[0] as Answer, there)).toEqual(told(answers[1] as Answer, absent));
      expect(answers[0]?.status).toBeGreaterThanOrEqual(400);
    });
  });
  it('is not there, as for GET: of dossiers, officials and whatever else is known by an id', async () => {
    const [dossierId, officialId] = [await receive('first'), 'official-1'];
    for (const [command, who, id] of [
      ['HandOverDossier', 'other', dossierId],
      ['HandOverDossier', 'other', randomUUID()],
      ['HoldOffice', 'otherHead', officialId],
      ['HoldOffice', 'otherHead', 'nobody'],
    ] as const) {
      const body = command === 'HoldOffice' ? { office: 'vice-chair', ...day } : { to: { unit: elsewhere } };
      const { status, json } = await order(who, command, id, body);
      expect({ status, type: json.type }).toEqual({
        status: 404,
        type: `/problems/${command === 'HoldOffice' ? 'official' : 'dossier'}-not-found`,
      });
    }
  });
  it('the id is taken all the same', async () => {
    const there = await receive('first');
    const submitted = { ...stated, channel: 'online', sentTo: elsewhere } as Record<string, unknown>;
    delete submitted['dossierId'];
    expect(code(await order('other', 'SubmitDossier', there, submitted))).toBe('dossier-already-exists');
  });
});

describe('an official is the unit’s where he serves on the day concerned', () => {
  const employ = async (officialId: string, ...services: { unit: string; from: string; until?: string }[]) => {
    await order('administrator', 'RegisterOfficial', '', { officialId, name: 'Nguyễn Văn A', office: 'civil-servant' });
    for (const service of services)
      expect(code(await order('administrator', 'AssignOfficial', officialId, { position: 'clerk', basis: 'QĐ 1', ...service }))).toBe(
        'done',
      );
  };
  const office = (from: string) => ({ office: 'head-of-department', from, basis: 'QĐ 2' });

  it('who moved is the new unit’s from its first day, the former one’s before, and of both where both are concerned', async () => {
    await employ('moved', { unit: home, from: '2025-01-01', until: '2025-06-30' }, { unit: elsewhere, from: '2025-07-01' });
    expect(code(await order('head', 'HoldOffice', 'moved', office('2025-07-01')))).toBe('forbidden');
    expect(code(await order('head', 'HoldOffice', 'moved', office('2025-06-01')))).toBe('forbidden');
    expect(code(await order('otherHead', 'HoldOffice', 'moved', office('2025-06-01')))).toBe('forbidden');
    expect(code(await order('otherHead', 'HoldOffice', 'moved', office('2025-07-01')))).toBe('done');
    expect(code(await order('administrator', 'HoldOffice', 'moved', { ...office('2025-07-02'), office: 'vice-chair' }))).toBe('done');
  });
  it('who served elsewhere is assigned by that unit too, or by the city', async () => {
    await employ('taken', { unit: elsewhere, from: '2025-01-01', until: '2025-06-30' }, { unit: home, from: '2025-07-01' });
    const aDay = { unit: home, position: 'specialist', basis: 'QĐ 3', from: '2020-01-01', until: '2020-01-01' };
    expect(code(await order('head', 'AssignOfficial', 'taken', aDay))).toBe('official-of-another-unit');
    const heads = await app.token({ roles: ['center-head'], units: [home, elsewhere] });
    tokens['heads'] = heads;
    expect(code(await order('heads', 'AssignOfficial', 'taken', aDay))).toBe('done');
  });
  it('who has not been assigned yet is of the unit that registered him', async () => {
    const person = { officialId: 'new', name: 'Trần Thị B', office: 'civil-servant', unit: home };
    expect(code(await order('head', 'RegisterOfficial', '', person))).toBe('done');
    const groups = { groups: [{ field: 'Hộ tịch', roles: ['specialist'] }], from: '2025-07-01', basis: 'TB 1' };
    expect(code(await order('otherHead', 'GiveTaskGroups', 'new', groups))).toBe('official-not-found');
    expect(
      code(await order('otherHead', 'AssignOfficial', 'new', { unit: elsewhere, position: 'clerk', basis: 'x', from: '2025-07-01' })),
    ).toBe('official-not-found');
    expect(code(await order('head', 'GiveTaskGroups', 'new', groups))).toBe('done');
    expect(code(await order('head', 'HoldOffice', 'new', office('2025-07-01')))).toBe('done');
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '#commands/handling/receipt.ts';
import type { Caller } from '#test/support/caller.ts';
import { discard, type Motcua, newDataDir, startMotcua } from '#test/support/motcua.ts';
import { decision, employ, handedIn, happened, openCenter, point, regulations, week } from './city.ts';

// The first days of a Center as its people live them, in order: each test goes on where the one before ended.

const unit = '25747';
const neighbour = '25750';
const dataDir = newDataDir();
let motcua: Motcua;
let administrator: Caller;
let head: Caller;
let reception: Caller;
let specialist: Caller;
let supervisor: Caller;

beforeAll(async () => {
  motcua = await startMotcua(dataDir);
  administrator = await motcua.as({ roles: ['administrator'], units: ['*'] });
  head = await motcua.as({ roles: ['center-head'], units: [unit] });
  reception = await motcua.as({ roles: ['officer'], units: [unit], official: 'reception' });
  specialist = await motcua.as({ roles: ['officer'], units: [unit], official: 'specialist' });
  supervisor = await motcua.as({ roles: ['supervisor'], units: [] });
});
afterAll(async () => {
  await motcua?.kill('SIGTERM');
  await discard(dataDir);
});

/** What a query answers once it has seen the command of a receipt. */
const seen = async (caller: Caller, path: string, { position }: Receipt): Promise<any> => {
  const answer = await caller.get(`${path}${path.includes('?') ? '&' : '?'}after=${position}`);
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.headers['motcua-stale']).toBeUndefined();
  return answer.json;
};

describe('a Center', () => {
  const at = `/v1/centers/${unit}`;

  it('is established by decision, and only by an administrator', async () => {
    expect(await head.post('/v1/centers', { unit, decision })).toMatchObject({ status: 403, json: { type: '/problems/forbidden' } });
    const established = await administrator.post('/v1/centers', { unit, decision });
    expect(established).toMatchObject({ status: 201, headers: { location: at, etag: '"0"' }, json: { stream: `center-${unit}` } });
  });

  it('may not open yet, and the refusal names everything that is missing', async () => {
    const refused = await head.post(`${at}/open-center`, { openedOn: '2025-06-30' });
    expect(refused).toMatchObject({ status: 409, json: { type: '/problems/center-not-ready', instance: `${at}/open-center` } });
    expect(refused.json.missing.map(({ code }: { code: string }) => code)).toEqual([
      'decision-in-effect',
      'director',
      'receiving-officer',
      'open-point',
      'working-regulations',
    ]);
    expect(refused.json.detail).toContain('No director serves on 2025-06-30.');
  });

  it('gets its point, headquarters, equipment, regulations and hours', async () => {
    await head.order(`${at}/open-point`, point);
    await head.order(`${at}/designate-headquarters`, {
      address: '1 Quang Trung',
      areaSquareMetres: 500,
      reusedFrom: [{ section: 'Bộ phận Một cửa phường Chánh Nghĩa', what: 'Quầy tiếp nhận' }],
    });
    await head.order(`${at}/state-equipment-need`, { item: 'máy quét', quantity: 5, ground: '6 quầy' });
    await head.order(`${at}/reuse-equipment`, { item: 'máy quét', quantity: 2, from: 'Bộ phận Một cửa' });
    await head.order(`${at}/add-equipment`, { item: 'máy quét', quantity: 1, priceDong: 9_000_000 });
    await head.order(`${at}/issue-working-regulations`, regulations);
    const last = await head.order(`${at}/set-working-hours`, { effectiveFrom: '2025-07-01', week, ground: 'Quy chế làm việc' });

    const center = await seen(head, `${at}?on=2025-07-01`, last);
    expect(center).toMatchObject({
      state: 'preparing',
      existsFrom: '2025-07-01',
      missingToOpen: [{ code: 'director' }, { code: 'receiving-officer' }],
      points: [{ pointId: 'p1', counters: 6 }],
      headquarters: [{ areaSquareMetres: 500 }],
      regulations: [{ act: { number: '02/QC-TTPVHCC' } }],
      revision: last.revision,
    });
    expect(center.hours.week).toHaveLength(10);
    // what has happened today does not show in what was asked about an earlier day
    expect(center.equipment).toEqual([]);
    expect((await head.get(at)).json.equipment).toEqual([{ item: 'máy quét', moved: 0, stated: 5, reused: 2, added: 1, statedGap: 2 }]);
  });

  it('opens once a director and a receiving officer serve', async () => {
    await employ(head, unit, 'director', 'director');
    await employ(head, unit, 'reception', 'receiving-officer');
    await employ(head, unit, 'specialist', 'specialist');
    await employ(head, unit, 'leader', 'leader');
    const opened = await head.order(`${at}/open-center`, { openedOn: '2025-07-01' });

    expect(await seen(supervisor, `${at}?on=2025-07-01`, opened)).toMatchObject({
      state: 'open',
      openedOn: '2025-07-01',
      missingToOpen: [],
    });
    const { items } = await seen(head, `${at}/staff?on=2025-07-01`, opened);
    expect(items.map(({ officialId }: { officialId: string }) => officialId).toSorted()).toEqual([
      'director',
      'leader',
      'reception',
      'specialist',
    ]);
  });

  it('is changed by nobody who saw an earlier state', async () => {
    const change = { item: 'máy in', quantity: 1, ground: 'Quầy mới' };
    const stale = await head.post(`${at}/state-equipment-need`, change, { 'if-match': '"1"' });
    expect(stale).toMatchObject({ status: 412, json: { type: '/problems/revision-mismatch' } });
    const { json } = await head.get(at);
    expect(stale.json.actual).toBe(json.revision);
    await head.order(`${at}/state-equipment-need`, change, { 'if-match': `"${json.revision}"` });
  });
});

describe('a dossier', () => {
  const dossierId = randomUUID();
  const at = `/v1/dossiers/${dossierId}`;
  let returned: Receipt;

  it('is received at the counter once, however often the counter repeats itself', async () => {
    const key = { 'idempotency-key': 'counter-3-0001' };
    const first = await reception.post('/v1/dossiers', handedIn(unit, { dossierId, pointId: 'p1' }), key);
    expect(first).toMatchObject({ status: 201, headers: { location: at, etag: '"0"' }, json: { revision: 0, repeated: false } });
    expect(first.json.events).toMatchObject([{ type: 'DossierReceived', revision: 0 }]);

    const again = await reception.post('/v1/dossiers', handedIn(unit, { dossierId, pointId: 'p1' }), key);
    expect(again).toMatchObject({ status: 200, headers: { etag: '"0"', 'idempotent-replayed': 'true' } });
    expect(again.json).toEqual({ ...first.json, repeated: true });

    const other = await reception.post('/v1/dossiers', handedIn(unit, { dossierId: randomUUID() }), key);
    expect(other).toMatchObject({ status: 422, json: { type: '/problems/idempotency-key-reused' } });

    const { items } = await seen(reception, `/v1/dossiers?unit=${unit}`, first.json);
    expect(items).toMatchObject([
      { dossierId, code: `H29.${unit}-250829-0001`, status: 'received', holderOfficial: 'reception', ownerName: { masked: true } },
    ]);
  });

  it('has its deadline explained line by line', async () => {
    const { json } = await reception.get(at);
    expect(json).toMatchObject({ appointedAt: '2025-09-05T02:00:00.000Z', dueAt: '2025-09-05T02:00:00.000Z', procedureVersion: 1 });
    expect(json.deadline).toHaveLength(1);
    expect(json.deadline[0].lines).toEqual([
      'Tiếp nhận lúc 09:00 thứ Sáu 29/08/2025',
      'Thời hạn: 3 ngày làm việc (24 giờ làm việc)',
      'Thứ Bảy 30/08/2025, Chủ nhật 31/08/2025: nghỉ hằng tuần',
      '01/09/2025: Quốc khánh (ngày liền trước) (nghỉ lễ)',
      '02/09/2025: Quốc khánh (nghỉ lễ)',
      'Hẹn trả: 09:00 thứ Sáu 05/09/2025',
    ]);
  });

  it('is refused to an officer of another unit, and to a colleague who does not hold it', async () => {
    const stranger = await motcua.as({ roles: ['officer'], units: [neighbour], official: 'stranger' });
    const to = { to: { unit: neighbour }, ...happened('2025-08-29T09:30:00+07:00') };
    expect(await stranger.post(`${at}/hand-over-dossier`, to)).toMatchObject({
      status: 404,
      json: { type: '/problems/dossier-not-found' },
    });
    expect(await stranger.get(at)).toMatchObject({ status: 404 });
    expect(await stranger.get(`/v1/dossiers?unit=${unit}`)).toMatchObject({ status: 403 });
    expect((await stranger.get('/v1/dossiers')).json.items).toEqual([]);
    expect(await specialist.post(`${at}/hand-over-dossier`, to)).toMatchObject({ status: 409, json: { type: '/problems/not-the-holder' } });
  });

  it('is handed over, waits for a supplement with the clock stopped, is settled in time and returned', async () => {
    const handedOver = await reception.order(`${at}/hand-over-dossier`, {
      to: { unit, official: 'specialist' },
      step: 1,
      ...happened('2025-08-29T10:00:00+07:00'),
    });
    const { items: queue } = await seen(specialist, `/v1/dossiers/queue?unit=${unit}&official=specialist`, handedOver);
    expect(queue).toMatchObject([{ dossierId, step: 1, holderOfficial: 'specialist' }]);

    await specialist.order(`${at}/request-supplement`, {
      items: ['Trích lục ly hôn'],
      reason: 'Thiếu giấy tờ',
      legalGround: 'Điều 17 Nghị định 118/2025/NĐ-CP',
      ...happened('2025-09-03T08:00:00+07:00'),
    });
    const second = await specialist.post(`${at}/request-supplement`, {
      items: ['Một giấy nữa'],
      reason: 'Thiếu',
      legalGround: 'Điều 17',
      ...happened('2025-09-03T08:30:00+07:00'),
    });
    expect(second).toMatchObject({ status: 409, json: { type: '/problems/supplement-already-requested' } });
    const given = await reception.order(`${at}/give-supplement`, {
      components: [{ name: 'Trích lục ly hôn', certifiedCopies: 1 }],
      ...happened('2025-09-04T08:00:00+07:00'),
    });
    const moved = await seen(specialist, at, given);
    // the papers came before the request was entered: nobody has confirmed yet that the clock stood still
    expect(moved).toMatchObject({ appointedAt: '2025-09-05T02:00:00.000Z', dueAt: '2025-09-05T02:00:00.000Z', clockStoppedSince: null });

    const result = { number: '10/GXN', date: '2025-09-05', abstract: 'Giấy xác nhận', signer: 'Phó Chủ tịch UBND' };
    const early = await specialist.post(`${at}/settle-dossier`, { result, ...happened('2025-09-05T13:30:00+07:00') });
    expect(early).toMatchObject({ status: 409, json: { type: '/problems/step-skipped' } });
    await specialist.order(`${at}/hand-over-dossier`, {
      to: { unit, official: 'leader' },
      step: 2,
      ...happened('2025-09-05T14:00:00+07:00'),
    });
    const leader = await motcua.as({ roles: ['officer'], units: [unit], official: 'leader' });
    await leader.order(`${at}/settle-dossier`, {
      result,
      ...happened('2025-09-05T15:00:00+07:00'),
    });
    returned = await reception.order(`${at}/return-result`, {
      means: 'counter',
      receivedBy: 'Trần Văn Thử',
      ...happened('2025-09-05T16:00:00+07:00'),
    });
    const ended = await seen(reception, at, returned);
    expect(ended).toMatchObject({ status: 'returned', result: { onTime: false }, returned: { means: 'counter', unit } });

    // all of it was entered from paper afterwards; the head says that it was so
    for (const revision of [2, 5, 6])
      returned = await head.order(`${at}/confirm-late-entry`, { revision, reason: 'Sổ giấy ngày mất điện' });
    const confirmed = await seen(reception, at, returned);
    expect(confirmed).toMatchObject({ dueAt: '2025-09-08T02:00:00.000Z', result: { onTime: true } });
    expect(confirmed.deadline.map(({ cause }: { cause: string }) => cause)).toEqual(['reception', 'supplement', 'confirmation']);
    expect(confirmed.deadline[2].lines).toContain('Tạm dừng từ 08:00 thứ Tư 03/09/2025 đến 08:00 thứ Năm 04/09/2025: 8 giờ làm việc');
    expect(ended.timeline.map(({ type }: { type: string }) => type)).toEqual([
      'DossierReceived',
      'DossierHandedOver',
      'SupplementRequested',
      'SupplementGiven',
      'DossierHandedOver',
      'DossierSettled',
      'ResultReturned',
    ]);
    expect(await specialist.post(`${at}/withdraw-dossier`, { reason: 'Đổi ý' })).toMatchObject({
      status: 409,
      json: { type: '/problems/dossier-ended' },
    });
  });

  it('is in the workload, in the audit trail and in its CSV', async () => {
    const counted = await seen(supervisor, '/v1/workload?groupBy=unit&from=2025-08-01&to=2025-09-30', returned);
    expect(counted.items).toMatchObject([{ key: unit, received: 1, settled: 1, onTime: 1, onTimeRate: 1, returned: 1, openAtEnd: 0 }]);

    const auditor = await motcua.as({ roles: ['auditor'], units: [], sub: 'the-auditor' });
    const trail = await auditor.list(`/v1/audit?stream=dossier-${dossierId}&after=${returned.position}`);
    expect(trail.map(({ type, actorOfficial, command }) => [type, actorOfficial ?? null, command])).toEqual([
      ...Array.from({ length: 3 }, () => ['LateEntryConfirmed', null, 'ConfirmLateEntry']),
      ['ResultReturned', 'reception', 'ReturnResult'],
      ['DossierSettled', 'leader', 'SettleDossier'],
      ['DossierHandedOver', 'specialist', 'HandOverDossier'],
      ['SupplementGiven', 'reception', 'GiveSupplement'],
      ['SupplementRequested', 'specialist', 'RequestSupplement'],
      ['DossierHandedOver', 'reception', 'HandOverDossier'],
      ['DossierReceived', 'reception', 'ReceiveDossier'],
    ]);

    const csv = await auditor.get(`/v1/audit?stream=dossier-${dossierId}&format=csv`);
    expect(csv.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8' });
    const lines = csv.body.trimEnd().split('\r\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toContain('position,eventId,type');
    expect(lines[10]).toContain('DossierReceived');
  });
});

describe('a dossier received elsewhere', () => {
  it('names place of receipt, competent unit and holder as three things', async () => {
    const { reception: elsewhere } = await openCenter(motcua, neighbour);
    const dossierId = randomUUID();
    const received = await elsewhere.order('/v1/dossiers', handedIn(unit, { dossierId, placeOfReceipt: neighbour }));
    const { items: notSeen } = await seen(reception, `/v1/dossiers/received-elsewhere?unit=${unit}`, received);
    expect(notSeen).toMatchObject([
      { dossierId, code: `H29.${neighbour}-250829-0001`, competentUnit: unit, placeOfReceipt: neighbour, holderUnit: neighbour },
    ]);

    const passedOn = await elsewhere.order(`/v1/dossiers/${dossierId}/hand-over-dossier`, {
      to: { unit, official: 'specialist' },
      ...happened('2025-08-29T14:00:00+07:00'),
    });
    expect(await seen(specialist, `/v1/dossiers/${dossierId}`, passedOn)).toMatchObject({
      competentUnit: unit,
      placeOfReceipt: neighbour,
      holder: { unit, official: 'specialist' },
    });
    const { items: left } = await seen(reception, `/v1/dossiers/received-elsewhere?unit=${unit}`, passedOn);
    expect(left).toEqual([]);
    expect(await elsewhere.get(`/v1/dossiers/${dossierId}`)).toMatchObject({ status: 200 });
  });
});

describe('the stream of events', () => {
  it('goes on after a break where the reader was, missing and repeating nothing', async () => {
    const integrator = await motcua.as({ roles: ['integrator'], units: [unit], sub: 'provincial-platform' });
    const filter = 'type=DossierReceived&type=DossierWithdrawn';
    const receive = async (hour: string) => {
      const { stream } = await reception.order('/v1/dossiers', handedIn(unit, happened(`2025-08-29T${hour}:00+07:00`)));
      return stream;
    };

    const first = await integrator.follow(filter);
    const before = await first.until(({ event }) => event === 'caught-up');
    const live = await receive('09:10');
    const [message] = (await first.until(({ data }) => data.subject === live)).slice(-1);
    expect(message?.data).toMatchObject({
      type: 'vn.motcua.DossierReceived',
      unit,
      data: { owner: { name: { masked: true }, kind: 'citizen' }, placeOfReceipt: unit },
    });
    first.close();

    const missed = [await receive('09:20'), await receive('09:30')];
    await reception.order(`/v1/dossiers/${live.replace('dossier-', '')}/withdraw-dossier`, {
      reason: 'Đổi ý',
      ...happened('2025-08-29T10:00:00+07:00'),
    });
    const second = await integrator.follow(filter, { 'last-event-id': message?.id ?? '' });
    const resumed = await second.until(({ event }) => event === 'caught-up');
    second.close();
    const subjects = resumed
      .filter(({ event }) => event === 'message')
      .map(({ data }) => [data.type.replace('vn.motcua.', ''), data.subject]);
    expect(subjects).toEqual([...missed.map((stream) => ['DossierReceived', stream]), ['DossierWithdrawn', live]]);

    const batch = await integrator.events('&type=DossierReceived&type=DossierWithdrawn');
    const followed = [...before, message, ...resumed].flatMap((one) => (one?.event === 'message' ? [one.data] : []));
    expect(batch).toEqual(followed);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskPersonal, sealedIn } from '#events/store/personalData.ts';
import { allQueries } from '#http/all.ts';
import type { ListPage } from '#http/server/paging.ts';
import { ask as askQuery, type Query, type RequestTools } from '#http/server/query.ts';
import { allProjections } from '#projections/all.ts';
import { otherUnit, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { testSettings } from '#test/support/settings.ts';
import { elsewhere, examples, full, history, now, refusedOne } from './everyQuery.ts';

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels(allProjections);
  await models.feed(...history);
});
afterAll(() => models.drop());

const opened: [subject: string, unit: string | undefined][] = [];
const tools = (units: readonly string[] | 'all' = 'all'): RequestTools => ({
  db: models.db,
  settings: testSettings,
  now,
  granted: () => true,
  language: 'en',
  units,
  sectors: 'all',
  open: async (subject, of, values) => {
    // as the server does: a sealed value can be opened for its own subject only
    expect(sealedIn(values).every(({ stream }) => stream === subject)).toBe(true);
    opened.push([subject, of]);
    return maskPersonal(values) as Record<string, unknown>;
  },
  findByPersonal: async (among, by, value) => (among === 'dossier' && by === 'identity-number' && value === '079123456789' ? [full] : []),
  readEvents: async (stream) => models.log.filter((event) => event.stream === stream),
  stored: async (stream, revision) => models.log.find((event) => event.stream === stream && event.revision === revision),
  proofOf: async () => undefined,
  gaps: async () => [
    {
      from: 2,
      to: 4,
      firstSeenAt: now,
      provedAt: now,
      evidence: { behind: 5, holdersWhenSeen: ['740'], holdersWhenProved: [], rule: 'no holder remained' },
    },
  ],
  mailbox: async () =>
    ['b', 'a'].map((noticeId) => ({ noticeId, dueAt: now, from: 'a@b', to: 'c@d', subject: 'e', text: 'f', messageId: `<${noticeId}@b>` })),
});

const queryOf = (name: string): Query => {
  const query = allQueries.find((candidate) => candidate.name === name);
  if (query === undefined) throw new Error(`there is no query ${name}`);
  return query;
};
/** Runs a query with input as it comes from a URL. */
const ask = (name: string, input: Record<string, unknown> = {}, units: readonly string[] | 'all' = 'all', page = {}): Promise<unknown> => {
  const asked = queryOf(name);
  const { params, query } = asked;
  const parsed = {
    ...params?.parse(Object.fromEntries(Object.entries(input).filter(([key]) => key in params.shape))),
    ...query?.parse(Object.fromEntries(Object.entries(input).filter(([key]) => key in query.shape))),
  };
  return askQuery(asked, tools(units), parsed, { limit: 200, ...page });
};
const items = async (...asked: Parameters<typeof ask>) => ((await ask(...asked)) as ListPage<Record<string, unknown>>).items;

describe('every query', () => {
  it.each(allQueries.map((query) => [query.name, query] as const))(
    '%s answers what its schema says, nothing more and nothing less',
    async (name, query) => {
      const answer = await ask(name, examples[name]);
      const found = query.list ? (answer as ListPage<unknown>).items : [answer];
      expect(found.length).toBeGreaterThan(0);
      for (const item of found) expect(item).toEqual(query.answer.parse(item));
    },
  );

  it.each(['ListUnits', 'ListCenters', 'ListPositions', 'ListEquipmentGaps', 'ListSpaceGaps', 'ListRegulations'])(
    '%s goes by the names of units when asked to, page by page as in one',
    async (name) => {
      const inOrder = ['25760', '25750', '25747'];
      const list = await items(name, { order: 'name' });
      const units = list.map((item) => String(item['unit'] ?? item['code']));
      expect([...new Set(units)]).toEqual(inOrder.filter((code) => units.includes(code)));
      const paged: unknown[] = [];
      for (let cursor: unknown; ; ) {
        const page = (await ask(name, { order: 'name' }, 'all', { limit: 1, cursor })) as ListPage<unknown>;
        paged.push(...page.items);
        cursor = page.next;
        if (cursor === undefined) break;
      }
      expect(paged).toEqual(list);
    },
  );
  it.each(['ListStaff', 'ListOfficials', 'ListOfficialLoad'])('%s does not go by names that are masked', async (name) => {
    await expect(ask(name, { unit, order: 'name' })).rejects.toMatchObject({ code: 'input-invalid' });
  });
  it.each([
    ['ListProcedureReviews', { text: 'CHUNG THUC' }, 1],
    ['ListProcedureReviews', { text: '2.000815' }, 1],
    ['ListProcedureReviews', { text: 'khai sinh' }, 0],
    ['ListNotices', { text: 'không có gì như thế' }, 0],
    ['ListInventories', { text: 'bo phan mot cua' }, 1],
    ['ListInventories', { text: 'nơi khác' }, 0],
  ])('%s finds by words: %j', async (name, asked, count) => expect(await items(name, asked)).toHaveLength(count));
  it('ListNotices finds by the words of its text, without marks', async () => {
    const [notice] = await items('ListNotices');
    const text = String(notice?.['subject']).normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase();
    expect(await items('ListNotices', { text })).toContainEqual(notice);
  });

  it('waits for projections that exist', () => {
    const names = allProjections.map(({ name }) => name);
    for (const { projections } of allQueries) expect(names).toEqual(expect.arrayContaining([...projections]));
  });

  it('has a name and a path of its own', () => {
    expect(new Set(allQueries.map(({ name }) => name)).size).toBe(allQueries.length);
    expect(new Set(allQueries.map(({ path }) => path)).size).toBe(allQueries.length);
  });
});

describe('every list', () => {
  it.each(allQueries.filter(({ list }) => list).map(({ name }) => name))('%s gives the same item by item as on one page', async (name) => {
    const whole = await items(name, examples[name]);
    const single: unknown[] = [];
    let cursor: readonly (string | number)[] | undefined;
    do {
      const page = (await ask(name, examples[name], 'all', { limit: 1, cursor })) as ListPage<unknown>;
      single.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(single).toEqual(whole);
  });

  it.each([
    'ListCenters',
    'ListOfficials',
    'ListDossiers',
    'ListDossierQueue',
    'ListReceivedElsewhere',
    'ListWorkload',
    'ListAuditTrail',
    'ListPersonalDataReads',
  ])('%s shows nothing to a reader who covers no unit', async (name) => {
    expect(await items(name, {}, [])).toEqual([]);
  });
});

describe('dossiers', () => {
  it('are found by the owner’s identity number', async () => {
    expect((await items('ListDossiers', { identityNumber: '079123456789' })).map(({ dossierId }) => dossierId)).toEqual([full]);
    expect(await items('ListDossiers', { identityNumber: '079000000000' })).toEqual([]);
  });

  it('are filtered by words of a query string', async () => {
    expect((await items('ListDossiers', { receivedElsewhere: 'true' })).map(({ dossierId }) => dossierId)).toEqual([elsewhere]);
    expect((await items('ListDossiers', { pending: 'false' })).map(({ dossierId }) => dossierId)).toEqual([refusedOne, full]);
  });

  it('have names opened for their own subject and competent unit', async () => {
    opened.length = 0;
    const [first] = await items('ListReceivedElsewhere');
    expect(first).toMatchObject({ dossierId: elsewhere, ownerName: { masked: true } });
    expect(opened).toEqual([[`dossier-${elsewhere}`, otherUnit]]);
  });

  it('show nothing sealed', async () => {
    const all = [
      await ask('GetDossier', { dossierId: full }),
      await items('ListDossiers'),
      await items('ListRegisterNumbers', examples.ListRegisterNumbers),
    ];
    expect(JSON.stringify(all)).not.toContain('sealed');
  });

  it('are there for a department whose sectors their procedures are of, in the whole city, and no others', async () => {
    const seenBy = async (...sectors: string[]) => {
      const of = { ...tools(), sectors };
      const list = async (name: string) =>
        ((await askQuery(queryOf(name), of, { groupBy: 'unit' }, { limit: 200 })) as ListPage<unknown>).items.length;
      return [
        await list('ListDossiers'),
        await list('ListWorkload'),
        (await askQuery(queryOf('GetDossier'), of, { dossierId: full })) !== undefined,
      ];
    };
    const all = (await items('ListDossiers')).length;
    expect(await seenBy('Chứng thực')).toEqual([all, (await items('ListWorkload')).length, true]);
    expect(await seenBy('Đất đai')).toEqual([0, 0, false]);
    expect(await seenBy()).toEqual([0, 0, false]);
  });

  it('are not there for a reader of another unit', async () => {
    expect(await ask('GetDossier', { dossierId: full }, ['25760'])).toBeUndefined();
    expect(await ask('GetDossier', { dossierId: elsewhere }, [unit])).toBeDefined();
  });
});

it('Centers are listed for all units, filtered by state and by what is missing', async () => {
  const summary = async (filters: Record<string, unknown>) =>
    (await items('ListCenters', { on: '2025-07-03', ...filters })).map((center) => [center.unit, center.state]);
  expect(await summary({})).toEqual([
    [unit, 'open'],
    [otherUnit, 'not-started'],
    ['25760', 'not-started'],
  ]);
  expect(await summary({ state: 'open' })).toEqual([[unit, 'open']]);
  expect(await summary({ missing: 'receiving-officer', unit })).toEqual([[unit, 'open']]);
  expect(await summary({ missing: 'director', unit })).toEqual([]);
  expect(await ask('GetCenter', { unit: '99999' })).toBeUndefined();
});

it('an official is there for readers of units where he or she served', async () => {
  expect(await ask('GetOfficial', { officialId: 'official-1' }, [unit])).toMatchObject({ name: { masked: true }, phone: null });
  expect(await ask('GetOfficial', { officialId: 'official-1' }, [otherUnit])).toBeUndefined();
});

it('the register explains every number', async () => {
  expect(
    (await items('ListRegisterNumbers', examples.ListRegisterNumbers)).map(({ number, state, unusedReason }) => [
      number,
      state,
      unusedReason,
    ]),
  ).toEqual([
    [1, 'borne', null],
    [2, 'unused', 'Nhập trùng'],
    [3, 'unexplained', null],
  ]);
});

it('units are found by part of a name, in Vietnamese or English', async () => {
  const codes = async (filters: Record<string, unknown>) => (await items('ListUnits', filters)).map(({ code }) => code);
  expect(await codes({ text: 'phú lợi' })).toEqual([otherUnit]);
  expect(await codes({ text: 'thu dau' })).toEqual([unit]);
  expect(await codes({ type: 'commune' })).toEqual([]);
});

it('workload without dates is that of the last 30 days', async () => {
  expect(await items('ListWorkload', { unit })).toMatchObject([{ key: unit, received: 1, settled: 1, refused: 1, onTimeRate: 1 }]);
  expect(await items('ListWorkload', { unit, to: '2025-06-30' })).toMatchObject([{ received: 0, open: 1 }]);
});

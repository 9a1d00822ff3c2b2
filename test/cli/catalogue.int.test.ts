import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCatalogueCommand } from '#cli/catalogue.ts';
import { readPortalCatalogue } from '#cli/portalCatalogue.ts';
import { commandNamed } from '#commands/all.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { by, startProcess } from '#test/commands/handling/process.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { draft } from '#test/support/events.ts';

/** An answer of the portal's service, with the fields that matter here and some that do not. */
const answer = (more: object = {}) => ({
  MATTHC: '2.000815',
  TENTTHC: 'Chứng thực bản sao từ bản chính',
  TRANGTHAI: 1,
  LINHVUCTHUCHIEN: [{ MALINHVUC: 'CT', TENLINHVUC: 'Chứng thực' }],
  TRINHTUTHUCHIEN: [{ TRUONGHOP: '', TRINHTU: [{ TENTRINHTU: 'Nộp hồ sơ' }] }],
  CACHTHUCTHUCHIEN: [
    {
      KENH: 1,
      THOIGIAN: [{ THOIGIANGIAIQUYET: 1, DONVITINH: 'Ngày làm việc', MOTA: 'trong ngày', PHILEPHI: [{ MAPHILEPHI: 'P1', SOTIEN: 2000 }] }],
    },
    { KENH: '2', THOIGIAN: [{ THOIGIANGIAIQUYET: '8', DONVITINH: 'Giờ làm việc', MOTA: '' }] },
  ],
  THANHPHANHOSO: [
    { TRUONGHOP: 'Một', GIAYTO: [{ MAGIAYTO: 'TP-1', TENGIAYTO: 'Bản chính', TENMAUDON: '', URL: '' }] },
    { TRUONGHOP: 'Hai', GIAYTO: [{ MAGIAYTO: 'TP-1', TENGIAYTO: 'Bản chính' }] },
  ],
  ...more,
});

describe('a file in the portal’s own format', () => {
  const readAll = (file: unknown) => readPortalCatalogue(JSON.stringify(file));
  const read = (file: unknown) => readAll(file).entries;
  it('is read as answers of the service, one or many', () => {
    const [first] = read({ error_code: '0', result: [answer()] });
    expect(first).toEqual({
      code: '2.000815',
      entry: {
        name: 'Chứng thực bản sao từ bản chính',
        field: { code: 'CT', name: 'Chứng thực' },
        published: true,
        limits: [
          { channel: 'direct', value: 1, unit: 'working-days', text: '1 Ngày làm việc (trong ngày)' },
          { channel: 'online', value: 8, unit: 'working-hours', text: '8 Giờ làm việc' },
        ],
        components: [{ code: 'TP-1', name: 'Bản chính' }],
      },
    });
    expect(read([answer(), { result: [answer({ MATTHC: '1.001193.000.00.00.H29' })] }]).map(({ code }) => code)).toEqual([
      '2.000815',
      '1.001193',
    ]);
  });
  it('may leave lists out, and words units of its own', () => {
    const [first] = read([
      { MATTHC: '2.000815', TENTTHC: 'x', CACHTHUCTHUCHIEN: [{ KENH: 9, THOIGIAN: [{ THOIGIANGIAIQUYET: 2, DONVITINH: 'Tháng' }] }] },
    ]);
    expect(first?.entry).toMatchObject({ limits: [{ channel: 'other', unit: 'other', text: '2 Tháng' }], components: [] });
  });
  it('words units in any letter case and Unicode form, and leaves empty values out', () => {
    const times = [
      { THOIGIANGIAIQUYET: 3, DONVITINH: 'NGÀY  làm việc'.normalize('NFD'), MOTA: '' },
      { THOIGIANGIAIQUYET: '', DONVITINH: null },
    ];
    const [first] = read([answer({ CACHTHUCTHUCHIEN: [{ KENH: 1, THOIGIAN: times }] })]);
    expect(first?.entry.limits).toMatchObject([{ value: 3, unit: 'working-days' }]);
  });
  it('has an entry that is wrong named with every place, and the others read', () => {
    const nameless = answer({ MATTHC: '1.001193', LINHVUCTHUCHIEN: [{ TENLINHVUC: 'Hộ tịch' }], TENTTHC: ' ' });
    const { entries, faults } = readAll([nameless, answer(), answer({ MATTHC: 'ABC' }), null]);
    expect(entries.map(({ code }) => code)).toEqual(['2.000815']);
    expect(faults).toEqual([
      'procedure 1 (1.001193): TENTTHC is missing; LINHVUCTHUCHIEN.0.MALINHVUC is missing',
      expect.stringMatching(/^procedure 3 \(ABC Chứng thực bản sao từ bản chính\): MATTHC /),
      expect.stringMatching(/^procedure 4: MATTHC /),
    ]);
  });
  it('has one entry of those that repeat it, and none of those of one code that differ', () => {
    expect(readAll([answer(), answer()])).toMatchObject({ entries: [{ code: '2.000815' }], faults: [] });
    expect(readAll([answer(), answer({ TENTTHC: 'x' }), answer({ MATTHC: '1.001193' })])).toMatchObject({
      entries: [{ code: '1.001193' }],
      faults: ['procedures 1, 2 (2.000815): are of one code and differ'],
    });
  });
  it('is refused when nothing of it can be read', () => {
    expect(() => readPortalCatalogue('{')).toThrow('not JSON');
    expect(() => read([{ MATTHC: '1.001193' }])).toThrow(/^No entry[^\n]*\nprocedure 1 \(1\.001193\): TENTTHC is missing/);
    expect(() => read([])).toThrow('No entry');
  });
});

describe('what a file says and no log can store', () => {
  const read = (file: unknown) => () => readPortalCatalogue(JSON.stringify(file));
  it('is named with the entry and the place, and left out', () => {
    expect(read([answer(), answer({ MATTHC: '1.001193', TENTTHC: 'Khai sinh\0' })])()).toMatchObject({
      entries: [{ code: '2.000815' }],
      faults: ['procedure 2 (1.001193 Khai sinh\ufffd): TENTTHC holds NUL or half a character'],
    });
    const limits = [{ KENH: 1, THOIGIAN: [{ THOIGIANGIAIQUYET: 1, DONVITINH: 'Ngày', MOTA: '\ud83c' }] }];
    expect(read([answer({ CACHTHUCTHUCHIEN: limits })])).toThrow('CACHTHUCTHUCHIEN.0.THOIGIAN.0.MOTA');
  });
  it('is cut between characters where it is too long', () => {
    const limits = [{ KENH: 1, THOIGIAN: [{ THOIGIANGIAIQUYET: 1, DONVITINH: 'Ngày', MOTA: `${'🏛'.repeat(2000)}` }] }];
    const [first] = read([answer({ CACHTHUCTHUCHIEN: limits })])().entries;
    expect(first?.entry.limits[0]?.text).toMatch(/^1 Ngày \(🏛+…$/u);
  });
});

describe('npm run catalogue', () => {
  let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
  let one: Awaited<ReturnType<typeof startProcess>>;
  beforeAll(async () => {
    dbs = await createTestDatabases();
    one = await startProcess(dbs, parseMasterKeys(newMasterKey('2025-06-01')));
    const code = '2.000815';
    const run = (command: string, input: object) => one.execute(commandNamed(command), input, by());
    await run('CatalogueProcedure', { code, name: 'Chứng thực bản sao', nameEn: 'Copies', field: 'Chứng thực', provenance: 'test' });
    await run('PublishProcedureVersion', {
      code,
      effectiveFrom: '2025-07-01',
      limit: { kind: 'working-days', days: 2 },
      steps: [],
      fee: { text: '' },
      certainty: 'sourced',
      ground: 'test',
    });
    await run('OpenReview', { reviewId: `${code}.1`, department: 'justice', legalGround: 'test' });
    const components = [{ code: 'TP-1', name: 'Bản chính' }, { name: 'Giấy giới thiệu' }];
    await run('DraftReview', { reviewId: `${code}.1`, draft: { ...draft, components } });
  });
  afterAll(async () => {
    await one?.close();
    await dbs?.drop();
  });
  const run = async (line: string, file: unknown = [answer(), answer({ MATTHC: '1.009999' })]) => {
    const printed: string[] = [];
    const code = await runCatalogueCommand(line.split(' '), {
      execute: one.execute,
      store: one.store,
      read: () => JSON.stringify(file),
      print: (text) => printed.push(text),
    });
    return { code, printed };
  };

  it('diff names every field that differs, and writes nothing', async () => {
    const before = await one.store.head();
    expect(await run('diff portal.json')).toEqual({
      code: 0,
      printed: [
        '2.000815  name        Chứng thực bản sao  →  Chứng thực bản sao từ bản chính',
        '2.000815  limit       2 working days  →  1 Ngày làm việc (trong ngày); 8 Giờ làm việc',
        '2.000815  components  Giấy giới thiệu  →  –',
        'Not in our catalogue: 1.009999',
        '2 procedures in the file, 0 agree, 3 differences, 1 not in our catalogue.',
      ],
    });
    expect(await one.store.head()).toBe(before);
  });
  it('import records what the portal says, once', async () => {
    expect((await run('import some/portal.json')).printed.at(-1)).toBe('1 entries recorded, 0 were recorded before, 1 left out.');
    const last = (await one.store.readStream('procedure-2.000815')).at(-1);
    expect(last).toMatchObject({ type: 'PortalEntryRecorded', data: { source: { file: 'portal.json' } } });
    expect((await run('import some/portal.json')).printed.at(-1)).toBe('0 entries recorded, 1 were recorded before, 1 left out.');
  });
  it('says how it is used, and why a file cannot be', async () => {
    expect((await run('export portal.json')).code).toBe(2);
    expect(await run('import portal.json', [answer({ TENTTHC: undefined })])).toMatchObject({
      code: 1,
      printed: [expect.stringContaining('TENTTHC is missing')],
    });
  });
  it('names what it could not read, takes the rest, and says so in its exit code', async () => {
    const file = [answer(), answer({ MATTHC: '1.009999', LINHVUCTHUCHIEN: [{ MALINHVUC: null, TENLINHVUC: 'Hộ tịch' }] })];
    for (const verb of ['diff', 'import']) {
      const { code, printed } = await run(`${verb} portal.json`, file);
      expect(code).toBe(3);
      expect(printed.slice(-2)).toEqual([
        'procedure 2 (1.009999 Chứng thực bản sao từ bản chính): LINHVUCTHUCHIEN.0.MALINHVUC is missing',
        '1 of the file could not be read and were left out.',
      ]);
    }
  });
});

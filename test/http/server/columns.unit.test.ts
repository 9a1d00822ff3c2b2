import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#commands/all.ts';
import { categories } from '#events/all.ts';
import { sentence } from '#events/store/sentences.ts';
import { Instant, LocalDate, PersonalText } from '#events/terms.ts';
import { allQueries } from '#http/all.ts';
import { DutyAtMoment } from '#http/directiveProgress/directiveProgressAnswers.ts';
import { csv } from '#http/server/csv.ts';
import type { Language } from '#http/server/languages.ts';
import { columnsOf, headingOf, kindsOf } from '#http/server/texts/columns.ts';
import { commandsVi } from '#http/server/texts/commandNamesVi.ts';
import { headingsVi } from '#http/server/texts/headingsVi.ts';
import { eventsVi } from '#http/server/texts/recordNamesVi.ts';

const Item = z.object({
  code: z.string(),
  dueAt: Instant.nullable(),
  openedOn: LocalDate.optional(),
  name: PersonalText,
  phone: PersonalText.nullable(),
  overdue: z.boolean(),
  status: z.enum(['registered', 'returned']),
  missing: sentence(z.string()).nullable(),
  units: z.array(z.string()),
  acts: z.array(z.object({ at: Instant, act: z.enum(['closed', 'reopened']), by: PersonalText })),
});
const item = {
  code: 'H29.1',
  dueAt: '2026-11-30T07:05:09.000Z',
  openedOn: '2025-07-01',
  name: { masked: true },
  phone: { forgotten: true },
  overdue: false,
  status: 'returned',
  missing: 'No director serves on 2025-07-01.',
  units: ['25747', '25750'],
  acts: [{ at: '2026-11-30T17:00:00.000Z', act: 'closed', by: { masked: true } }],
};
const file = async (language: Language, one: object = item) =>
  (await Array.fromAsync(csv(columnsOf('ListTests', Item, language), [[one]]))).join('').slice(1).split('\r\n');

describe('a file of a list', () => {
  it('has Vietnamese headings, days and times of Vietnam and words where Vietnamese is asked', async () => {
    expect(await file('vi')).toEqual([
      'Mã hồ sơ,Hạn giải quyết hiện hành,Ngày mở cửa,Tên,Điện thoại,Quá hạn,Trạng thái,Còn thiếu,Đơn vị,"Các lần khóa, mở sổ"',
      'H29.1,30/11/2026 14:05,01/07/2025,(đã che),(đã xóa),không,đã trả kết quả,Không có giám đốc làm việc vào ngày 01/07/2025.,"25747; 25750","Thời điểm: 01/12/2026 00:00, Việc: khóa sổ, Người thực hiện: (đã che)"',
      '',
    ]);
  });

  it('has the names of fields and the values of JSON for everybody else, unseen values in a word', async () => {
    expect(await file('en')).toEqual([
      'code,dueAt,openedOn,name,phone,overdue,status,missing,units,acts',
      'H29.1,2026-11-30T07:05:09.000Z,2025-07-01,(masked),(forgotten),false,returned,No director serves on 2025-07-01.,"[""25747"",""25750""]","[{""at"":""2026-11-30T17:00:00.000Z"",""act"":""closed"",""by"":""(masked)""}]"',
      '',
    ]);
  });

  it('leaves empty what there is not, and defuses formulas in every language', async () => {
    const none = { ...item, code: '=1+1', dueAt: null, openedOn: undefined, missing: null, units: [], acts: [] };
    for (const [language, rest] of [
      ['vi', '(đã che),(đã xóa),không,đã trả kết quả,,,'],
      ['en', '(masked),(forgotten),false,returned,,[],[]'],
    ] as const)
      expect((await file(language, none))[1]).toBe(`'=1+1,,,${rest}`);
  });
});

/** What is listed, by the query that lists it. */
const listed: readonly (readonly [query: string, item: z.ZodType])[] = [
  ...allQueries.flatMap(({ name, list, answer }) => (list ? [[name, answer] as const] : [])),
  ['GetDirectiveReport', DutyAtMoment],
];
type Part = { field: string; schema: z.ZodType };
/** Every field of an answer and of what stands in it, by the schema of its values. */
const partsOf = (schema: z.ZodType, field = '', seen: readonly z.ZodType[] = []): Part[] => {
  if (seen.includes(schema)) return [];
  const within = [...seen, schema];
  if (schema instanceof z.ZodObject)
    return Object.entries<z.ZodType>(schema.shape).flatMap(([name, one]) =>
      ['masked', 'forgotten'].includes(name) ? [] : [{ field: name, schema: one }, ...partsOf(one, name, within)],
    );
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum)
    return schema.keyType.options.flatMap((name) => partsOf(schema.valueType as z.ZodType, String(name), within));
  const inner = Object.values(schema._zod.def)
    .flat()
    .filter((part) => part instanceof z.ZodType);
  return [{ field, schema }, ...inner.flatMap((part) => partsOf(part, field, within))];
};
const found = listed.flatMap(([query, item]) => partsOf(item).map((part) => ({ query, ...part })));

describe('every list', () => {
  it('has a Vietnamese heading for each column and for each field in a cell', () => {
    expect(listed.length).toBeGreaterThan(40);
    const without = found.flatMap(({ query, field }) => (headingOf(query, field) === undefined ? [`${query}.${field}`] : []));
    expect([...new Set(without)], 'add each to src/http/server/texts/headingsVi.ts').toEqual([]);
  });

  it('has no two columns of one heading', () => {
    const twice = listed.flatMap(([query, item]) => {
      const headings = columnsOf(query, item, 'vi').map(({ heading }) => heading);
      return headings.flatMap((heading, place) => (headings.indexOf(heading) === place ? [] : [`${query}: ${heading}`]));
    });
    expect(twice).toEqual([]);
  });

  it('has one kind of Vietnamese words for each of its words', () => {
    const faults = found.flatMap(({ query, field, schema }) => {
      if (!(schema instanceof z.ZodEnum)) return [];
      const kinds = kindsOf(schema.options.map(String));
      return kinds.length === 1 ? [] : [`${query}.${field} (${schema.options.join(', ')}): ${kinds.join(', ') || 'none'}`];
    });
    expect([...new Set(faults)], 'add each to src/http/server/texts/wordsVi.ts').toEqual([]);
  });

  it('has words for what tells forms apart', () => {
    const values = found.flatMap(({ schema }) => (schema instanceof z.ZodLiteral ? [...schema.values] : []));
    const texts = values.filter((value) => typeof value === 'string');
    expect(texts.filter((text) => !kindsOf([text]).length)).toEqual([]);
  });

  it('has Vietnamese words for each event, command and role that a file names', () => {
    expect(Object.keys(eventsVi).toSorted()).toEqual(categories.flatMap(({ schemas }) => Object.keys(schemas)).toSorted());
    expect(Object.keys(commandsVi).toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
    const line = { type: 'DossierReceived', command: 'ReceiveDossier', actorRole: 'center-head' };
    const told = (query: string, one: Record<string, unknown>) => {
      const item = listed.find(([name]) => name === query)?.[1] ?? z.never();
      return columnsOf(query, item, 'vi').flatMap(({ field, tell }) => (field in one ? [tell?.(one[field])] : []));
    };
    expect(new Set(told('ListAuditTrail', line))).toEqual(
      new Set(['tiếp nhận hồ sơ', 'tiếp nhận hồ sơ tại quầy', 'người đứng đầu Trung tâm']),
    );
    expect(told('ListAuditTrail', { command: 'CommandOfLongAgo' })).toEqual(['CommandOfLongAgo']);
    expect(told('ListAuditTrail', { command: null })).toEqual([null]);
    expect(told('ListPersonalDataReads', { readerRole: 'auditor' })).toEqual(['kiểm tra viên']);
    expect(told('ListCoverage', { steps: [{ name: 'Ký', role: 'leader' }] })[0]).toContain('lãnh đạo ký');
    expect(told('ListLateEntries', { act: 'DossierSettled' })).toEqual(['có kết quả giải quyết']);
    expect(told('ListDossiers', { lastEvent: 'DossierStopped' })).toEqual(['dừng giải quyết hồ sơ']);
    const acts = [{ act: 'closed', at: '2026-11-30T17:00:00.000Z', by: 'u-1', role: 'supervisor', ground: 'g' }];
    expect(told('ListPeriods', { acts })[0]).toContain('Vai trò: Văn phòng Ủy ban nhân dân Thành phố');
  });

  it('leaves no role, command or event as it is on record', () => {
    const plain = found.filter(({ field, schema }) => schema instanceof z.ZodString && /^command$|role$|^lastEvent$/i.test(field));
    expect(plain.length).toBeGreaterThan(5);
    const told = plain.map(({ query, field, schema }) => {
      const tell = columnsOf(query, z.object({ [field]: schema }), 'vi')[0]?.tell;
      return tell?.(
        query === 'ListCoverage' ? 'leader' : /role/i.test(field) ? 'auditor' : field === 'command' ? 'OpenCenter' : 'CenterOpened',
      );
    });
    expect(told.filter((word) => ['leader', 'auditor', 'OpenCenter', 'CenterOpened'].includes(String(word)))).toEqual([]);
  });

  it('uses every heading of the catalogue', () => {
    const used = new Set(found.flatMap(({ query, field }) => [field, `${query}.${field}`]));
    expect(Object.keys(headingsVi).filter((field) => !used.has(field))).toEqual([]);
  });
});

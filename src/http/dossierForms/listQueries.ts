import pMap from 'p-map';
import { z } from 'zod';
import { dayInWords } from '#domain/time/wording.ts';
import type { RegisterEvent } from '#events/register/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { LocalDate, PartyId, UnitCode } from '#events/terms.ts';
import { type Cell, Paper, type PaperTable, paragraph, tableOf } from '#http/documents/paper.ts';
import { writtenApart } from '#http/documents/writtenApart.ts';
import { AsOf } from '#http/server/parameters.ts';
import { defineQuery, type PastTools } from '#http/server/query.ts';
import { dossierAsOf, type SealedDossier } from '#projections/dossierDetail/queries.ts';
import { settledOn } from '#projections/dossierList/queries.ts';
import { procedureNames } from '#projections/procedureCatalogue/queries.ts';
import { numbersAsOf } from '#projections/registerBook/queries.ts';
import { openedFor } from './facts.ts';
import { type Events, signHint, textOf } from './form.ts';
import { issuersOf } from './issuers.ts';

/** Dossiers looked at, and their readings recorded, at a time. */
const AT_A_TIME = 8;
const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const paperForms = {
  pdf: { type: 'application/pdf', write: writtenApart<Paper>(import.meta.resolve('#http/documents/paperPdf.ts'), 'paperPdf') },
  xlsx: { type: sheet, write: writtenApart<Paper>(import.meta.resolve('#http/documents/paperXlsx.ts'), 'paperXlsx') },
};
const listProjections = ['dossier-list', 'dossier-detail', 'procedure-catalogue'];

const dossierAt = async ({ readEvents, standpoint }: PastTools, dossierId: string): Promise<SealedDossier | undefined> =>
  dossierAsOf((await readEvents(`dossier-${dossierId}`)) as Events, standpoint.asOf)?.dossier;

/** A list of a unit on a day, as a paper. */
const listPaper = (
  { settings, standpoint }: PastTools,
  of: { unit: string; day: string; asOf: AsOf | undefined },
  list: Pick<Paper, 'form' | 'title' | 'signatures'> & { file: string; table: PaperTable; empty: string },
): Paper => {
  const { unit, day, asOf } = of;
  const { form, title, signatures, file, table, empty } = list;
  const { superior, issuer, place } = issuersOf(settings)(unit);
  return {
    form,
    moment: asOf === undefined ? `${day}T00:00:00.000Z` : standpoint.moment,
    asOf: asOf === undefined ? null : standpoint.moment,
    head: {
      superior,
      issuer,
      number: null,
      symbol: null,
      place,
      date: day,
    },
    title,
    subtitle: `Ngày ${dayInWords(day)}`,
    landscape: true,
    codes: [],
    proof: null,
    copies: [],
    blocks: table.rows.length === 0 ? [paragraph(empty), table] : [table],
    recipients: [],
    signatures,
    fileName: [file, unit, day].join('_'),
  };
};

const endings = { refused: 'Từ chối', withdrawn: 'Người nộp rút hồ sơ', stopped: 'Dừng giải quyết' } as const;

const noteOf = ({ ending, extension, dueAt, appointedAt }: SealedDossier): string =>
  [ending && endings[ending.outcome], extension && dueAt !== appointedAt && 'Có gia hạn'].filter(Boolean).join('; ');

const registerColumns = [
  ['TT', 4],
  ['Mã hồ sơ', 18],
  ['Chủ hồ sơ', 14],
  ['Tên thủ tục hành chính', 20],
  ['Ngày, giờ tiếp nhận', 10],
  ['Ngày, giờ hẹn trả', 10],
  ['Ngày, giờ có kết quả', 10],
  ['Ngày, giờ trả kết quả', 10],
  ['Ký nhận', 9],
  ['Ghi chú', 11],
] as const;

const getRegisterBook = defineQuery({
  name: 'GetRegisterBook',
  summary:
    'The register book of a unit on a day as Form 07 (sổ theo dõi hồ sơ) at a moment: every number with its dossier, or why it has none. As JSON, PDF and XLSX.',
  path: '/registers/:unit/:day/book',
  params: z.object({ unit: UnitCode, day: LocalDate }),
  query: z.object({ asOf: AsOf }),
  answer: Paper,
  forms: paperForms,
  fileName: ({ fileName }: Paper) => fileName,
  projections: listProjections,
  run: async (tools, { unit, day, asOf }): Promise<Paper> => {
    const register = (await tools.readEvents(`register-${unit}-${day}`)) as readonly Recorded<RegisterEvent>[];
    const numbers = numbersAsOf(register, tools.standpoint.asOf);
    const nameOf = await procedureNames(tools.db);
    const line = async ({ number, code, dossierId, unusedReason }: (typeof numbers)[number]): Promise<Cell[]> => {
      const dossier = unusedReason === null ? await dossierAt(tools, dossierId) : undefined;
      if (dossier === undefined || dossier.code !== code) {
        const why = unusedReason === null ? 'Số chưa gắn với hồ sơ' : `Số không sử dụng: ${unusedReason}`;
        return [number, code, null, null, null, null, null, null, null, why];
      }
      const { owner } = await openedFor(tools, { ...dossier, owner: nameOnly(dossier) }, ['owner']);
      const at = (instant: string | null | undefined): Cell => (instant ? { at: instant } : null);
      return [
        number,
        code,
        textOf(owner?.name),
        `${nameOf(dossier.procedure)} (${dossier.procedure})`,
        at(dossier.receivedAt),
        at(dossier.appointedAt),
        at(dossier.result?.settledAt),
        at(dossier.returned?.at),
        null,
        noteOf(dossier),
      ];
    };
    return listPaper(
      tools,
      { unit, day, asOf },
      {
        form: '07',
        title: 'SỔ THEO DÕI HỒ SƠ',
        file: 'so-theo-doi-ho-so',
        table: tableOf(registerColumns, await pMap(numbers, line, { concurrency: AT_A_TIME })),
        empty: 'Không có số hồ sơ nào được cấp.',
        signatures: [{ capacity: 'Người vào sổ', hint: signHint, name: null }],
      },
    );
  },
});

/** The owner with no more than the name. */
const nameOnly = ({ owner }: SealedDossier): SealedDossier['owner'] => owner && { kind: owner.kind, name: owner.name };

const getResultHandoverList = defineQuery({
  name: 'GetResultHandoverList',
  summary:
    'List by which results are handed over (danh sách bàn giao kết quả): those a unit or agency settled on a day, at a moment. As JSON, PDF and XLSX.',
  path: '/registers/:unit/:day/results',
  params: z.object({ unit: PartyId, day: LocalDate }),
  query: z.object({ asOf: AsOf, placeOfReceipt: UnitCode.optional().describe('Only what goes back to this Center.') }),
  answer: Paper,
  forms: paperForms,
  fileName: ({ fileName }: Paper) => fileName,
  projections: listProjections,
  run: async (tools, { unit, day, placeOfReceipt, asOf }): Promise<Paper> => {
    const line = async (dossierId: string): Promise<Cell[][]> => {
      const dossier = await dossierAt(tools, dossierId);
      if (!dossier?.result || (placeOfReceipt !== undefined && dossier.placeOfReceipt !== placeOfReceipt)) return [];
      const { owner } = dossier;
      const addressed = owner && { ...nameOnly(dossier), ...(owner.address && { address: owner.address }) };
      const opened = await openedFor(tools, { ...dossier, owner: addressed as typeof owner }, ['owner', 'request', 'result']);
      const means = dossier.returned?.means ?? dossier.delivery?.means;
      const { number } = opened.result ?? {};
      const marks = [dossier.fees.length > 0 ? 'X' : null, means === 'post' ? 'X' : null];
      return [
        [dossier.code, textOf(opened.request), textOf(number), textOf(opened.owner?.name), textOf(opened.owner?.address), ...marks, null],
      ];
    };
    const lines = (await pMap(await settledOn(tools.db, unit, day), line, { concurrency: AT_A_TIME })).flat();
    return listPaper(
      tools,
      { unit, day, asOf },
      {
        form: 'result-handover-list',
        title: 'DANH SÁCH BÀN GIAO KẾT QUẢ GIẢI QUYẾT HỒ SƠ',
        file: 'danh-sach-ban-giao-ket-qua',
        table: tableOf(
          [
            ['TT', 4],
            ['Mã hồ sơ', 17],
            ['Nội dung yêu cầu', 22],
            ['Số kết quả', 12],
            ['Chủ hồ sơ', 14],
            ['Địa chỉ', 18],
            ['Phí, lệ phí', 6],
            ['Bưu chính', 6],
            ['Ghi chú', 9],
          ],
          lines.map((cells, index) => [index + 1, ...cells]),
        ),
        empty: 'Không có kết quả nào.',
        signatures: [
          { capacity: 'Bên giao', hint: signHint, name: null },
          { capacity: 'Bên nhận', hint: signHint, name: null },
        ],
      },
    );
  },
});

export const paperListQueries = [getRegisterBook, getResultHandoverList];

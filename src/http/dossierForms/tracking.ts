import { isAgency } from '#domain/dossier/agencies.ts';
import type { StepOutcome } from '#domain/dossier/stepTimes.ts';
import { instantInWords } from '#domain/time/wording.ts';
import type { Holder } from '#events/dossier/terms.ts';
import { writtenOut } from '#http/documents/official.ts';
import { field, tableOf } from '#http/documents/paper.ts';
import { defineForm, type Facts, headOf, orDots, textOf } from './form.ts';

const outcomeText: Record<NonNullable<StepOutcome>, string> = {
  early: 'Trước hạn',
  'on-time': 'Đúng hạn',
  late: 'Quá hạn',
  'under-way': 'Đang thực hiện',
};

const outcomeOf = (outcome: StepOutcome | undefined): string => (outcome ? outcomeText[outcome] : '');

const holderText = ({ nameOf, officialOf }: Facts, holder: Holder | null): string => {
  if (holder === null) return 'Người nộp hồ sơ';
  if (holder.official === undefined) return isAgency(holder.unit) ? nameOf(holder.unit) : `Bộ phận tiếp nhận, ${nameOf(holder.unit)}`;
  return `${officialOf(holder.official).name ?? holder.official}, ${nameOf(holder.unit)}`;
};

/** Form 06: who handed the dossier to whom, line by line; lines are only ever added. */
export const controlSheet = defineForm({
  id: '06',
  name: 'Phiếu kiểm soát quá trình giải quyết hồ sơ',
  file: 'phieu-kiem-soat',
  about: ['DossierReceived'],
  missing: 'The dossier has not been received.',
  grows: true,
  shows: ['handovers', 'steps'],
  names: (_, { handovers }) => handovers.flatMap(({ from, to }) => [from?.official, to.official]),
  unitOf: (_, { competentUnit }) => competentUnit,
  write: (facts) => {
    const { dossier, issuerOf, procedure, outcomes } = facts;
    return {
      head: headOf(facts, '06'),
      title: 'PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ',
      subtitle: `Mã hồ sơ: ${dossier.code}`,
      landscape: true,
      blocks: [
        field('Cơ quan giải quyết', issuerOf(dossier.competentUnit).authority),
        field('Thủ tục hành chính', `${procedure.name} (${dossier.procedure})`),
        field('Thời gian nhận hồ sơ', orDots(dossier.receivedAt && instantInWords(dossier.receivedAt))),
        field('Thời gian hẹn trả kết quả', orDots(dossier.appointedAt && instantInWords(dossier.appointedAt))),
        field('Hạn giải quyết hiện hành', orDots(dossier.dueAt && instantInWords(dossier.dueAt))),
        tableOf(
          [
            ['TT', 5],
            ['Bên giao', 19],
            ['Bên nhận', 19],
            ['Thời gian giao, nhận', 15],
            ['Công việc của bên nhận', 15],
            ['Kết quả', 11],
            ['Ghi chú', 14],
            ['Ký nhận', 10],
          ],
          dossier.handovers.map(({ at: handedOver, from, to, stepName, skipped, note }, index) => [
            String(index + 1),
            holderText(facts, from),
            holderText(facts, to),
            { at: handedOver },
            writtenOut(textOf(stepName)),
            outcomeOf(outcomes[index]),
            [
              ...(skipped.length > 0 ? [`Bỏ qua bước: ${writtenOut(skipped.join(', '))}`] : []),
              ...(note === null ? [] : [textOf(note)]),
            ].join('. '),
            null,
          ]),
        ),
      ],
      signatures: [],
    };
  },
});

import { commandNamed } from '#commands/all.ts';
import { staffServing as lookup } from '#commands/center/decision.ts';
import { intakeLookups } from '#commands/dossier/facts.ts';
import { type Answers, answer } from '#commands/handling/command.ts';
import type { Execution } from '#commands/handling/receipt.ts';
import { servingLookups } from '#commands/handling/serving.ts';
import { type AnyExecute, by } from '#test/commands/handling/process.ts';
import { elsewhere, home, version } from './pasts.ts';
import { calendarDays, local, weeks } from './workingTimes.ts';

/** Everybody who is asked for serves; who truly may open a Center is specified elsewhere. */
export const staffServing = async () => [
  { officialId: 'd', position: 'director', office: 'head-of-department', from: '2025-06-01', until: null },
  { officialId: 'r', position: 'receiving-officer', office: 'civil-servant', from: '2025-06-01', until: null },
];

/** The same as an answer to commands. */
export const answers: Answers = new Map([
  answer(lookup, staffServing),
  answer(servingLookups.standIn, async () => undefined),
  answer(intakeLookups.alike, async () => []),
]);

const act = { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND' };

/** Two open Centers, four officials, one procedure, a group of linked ones and the calendars of 2025 and 2026, set up by the commands that do so. */
export const setUpCity = async (execute: AnyExecute): Promise<void> => {
  const asSystem: Partial<Execution> = { actor: { id: 'motcua', role: 'system' }, now: local('2025-06-25T08:00') };
  const run = (command: string, input: unknown) => execute(commandNamed(command), input, by(asSystem));

  for (const year of [2025, 2026]) await run('PublishCalendar', { year, days: calendarDays[year], ground: 'test' });
  const procedure = { code: '2.000815', name: 'Chứng thực bản sao', nameEn: 'Certified copy', field: 'Chứng thực', provenance: 'test' };
  await run('CatalogueProcedure', procedure);
  const { version: _, ...first } = version;
  await run('PublishProcedureVersion', { code: '2.000815', ...first });
  const linked = { code: '2.000986', name: 'Liên thông khai sinh', nameEn: 'Linked birth', field: 'Hộ tịch', provenance: 'test' };
  await run('CatalogueProcedure', linked);
  const { verificationLimit: __, ...one } = first;
  const parts = [
    { part: 'birth', name: 'Đăng ký khai sinh', limit: { kind: 'same-day', cutoff: '15:00' } },
    { part: 'residence', name: 'Đăng ký thường trú', agency: 'Công an', limit: { kind: 'working-days', days: 3 } },
  ];
  await run('PublishProcedureVersion', { code: '2.000986', ...one, limit: { kind: 'unpublished' }, parts });
  // another one, for which a dossier may be received by mistake
  await run('CatalogueProcedure', { ...procedure, code: '2.000635', name: 'Trích lục hộ tịch' });
  await run('PublishProcedureVersion', { code: '2.000635', ...first, limit: { kind: 'working-days', days: 1 } });
  for (const unit of [home, elsewhere]) {
    await run('EstablishCenter', { unit, decision: { act, effectiveOn: '2025-07-01', functions: ['a'], tasks: ['b'], powers: ['c'] } });
    await run('OpenPoint', { unit, pointId: 'main', name: 'Điểm 1', address: 'Số 1', counters: 4, openedOn: '2025-07-01' });
    await run('IssueWorkingRegulations', { unit, act, effectiveOn: '2025-07-01', basis: 'test' });
    await run('SetWorkingHours', { unit, effectiveFrom: '2025-07-01', week: weeks.office, ground: 'test' });
    await run('OpenCenter', { unit, openedOn: '2025-07-01' });
  }
  const people = { 'official-1': home, 'official-2': home, 'official-3': elsewhere, 'leader-1': home };
  for (const [officialId, unit] of Object.entries(people)) {
    await run('RegisterOfficial', { officialId, name: 'Cán bộ', office: 'civil-servant', unit });
    await run('AssignOfficial', {
      officialId,
      unit,
      position: officialId === 'leader-1' ? 'leader' : 'specialist',
      basis: 'test',
      from: '2025-07-01',
    });
  }
};

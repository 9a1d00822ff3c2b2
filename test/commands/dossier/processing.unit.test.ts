import { describe, expect, it } from 'vitest';
import { returnResult, settleDossier, stopDossier, withdrawDossier } from '#commands/dossier/endings.ts';
import { handOverDossier } from '#commands/dossier/handovers.ts';
import { extendDossier, startVerification } from '#commands/dossier/processing.ts';
import type { serviceOn } from '#commands/handling/serving.ts';
import type { Actor } from '#events/store/event.ts';
import { specOf } from '#test/support/spec.ts';
import {
  dossierId,
  elsewhere,
  extended,
  feePaid,
  feeRequested,
  handedOver,
  home,
  officer,
  received,
  result,
  returned,
  settled,
  signed,
  signedBy,
  signer,
  stopped,
  submitted,
  supplementGiven,
  supplementRequested,
  system,
  verificationStarted,
  version,
  withdrawn,
} from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const holder = officer('official-1');
const ground = { reason: 'Lý do', legalGround: 'Nghị định 118/2025/NĐ-CP' };

describe('handing over', () => {
  const { given } = specOf(handOverDossier);
  const to = { unit: home, official: 'official-2' };
  const serving: Awaited<ReturnType<typeof serviceOn>> = { positions: ['specialist'] };
  const from = { unit: home, official: 'official-1' };
  const at = local('2025-07-01T15:00');

  it('passes it to an official who serves there, for a step', () =>
    given(received())
      .when({ dossierId, to, step: 1, note: 'Gấp' }, { at, actor: holder, facts: serving })
      .yields({
        type: 'DossierHandedOver',
        data: { dossierId, from, to, step: 1, stepName: 'Thẩm định', note: 'Gấp', awaitsAcceptance: true },
      }));
  it('keeps the step when none is named', () =>
    given(received(), handedOver({ step: 2, to: from, from: to }))
      .when({ dossierId, to }, { actor: holder, facts: serving })
      .yields({ type: 'DossierHandedOver', data: { dossierId, from, to, step: 2, stepName: 'Ký', awaitsAcceptance: true } }));
  it('passes it to the desk of another unit', () =>
    given(received())
      .when({ dossierId, to: { unit: elsewhere } }, { actor: holder })
      .yields({
        type: 'DossierHandedOver',
        data: { dossierId, from, to: { unit: elsewhere }, step: 0, stepName: 'Tiếp nhận', awaitsAcceptance: true },
      }));
  it('passes a submitted one to a substitute before reception', () =>
    given(submitted())
      .when({ dossierId, to }, { at, actor: holder, facts: serving })
      .yields({
        type: 'DossierHandedOver',
        data: { dossierId, from: { unit: home }, to, step: 0, stepName: 'Tiếp nhận', awaitsAcceptance: true },
      }));
  it('knows one step where the version has none', () =>
    given(received({ steps: [] }))
      .when({ dossierId, to: { unit: home } }, { actor: holder })
      .yields({
        type: 'DossierHandedOver',
        data: { dossierId, from, to: { unit: home }, step: 0, stepName: 'Giải quyết', awaitsAcceptance: true },
      }));

  it.each<[string, Actor]>([
    ['head of the Center', { id: 'head', role: 'center-head', unit: home, official: 'head' }],
    ['supervisor of the city', { id: 'supervisor', role: 'supervisor' }],
    ['administrator', { id: 'administrator', role: 'administrator' }],
    ['system', system],
  ])('is also done by the %s for an absent official', (_, actor) => {
    const outcome = given(received()).when({ dossierId, to }, { at, actor, facts: serving }).outcome();
    expect(outcome).toHaveLength(1);
  });
  it.each<[string, Actor]>([
    ['another official of the unit', officer('official-3')],
    ['an officer of another unit', officer(undefined, elsewhere)],
    ['the head of another Center', { id: 'head', role: 'center-head', unit: elsewhere, official: 'head' }],
  ])('is refused to %s', (_, actor) => {
    given(received()).when({ dossierId, to }, { at, actor, facts: serving }).isRejected('not-the-holder');
  });

  it('is refused past a step that comes first', () =>
    given(received()).when({ dossierId, to, step: 2 }, { at, actor: holder, facts: serving }).isRejected('step-skipped'));
  it('goes past a step that the version allows to skip, and marks it', () => {
    const steps = version.steps.map((step) => ({ ...step, ...(step.role === 'specialist' && { mayBeSkipped: true }) }));
    given(received({ steps }))
      .when({ dossierId, to, step: 2 }, { at, actor: holder, facts: serving })
      .yields({
        type: 'DossierHandedOver',
        data: { dossierId, from, to, step: 2, stepName: 'Ký', skipped: ['Thẩm định'], note: undefined, awaitsAcceptance: true },
      });
  });
  it('goes back to any step', () =>
    given(received(), handedOver({ step: 2, from: to, to: from }))
      .when({ dossierId, to, step: 0 }, { at, actor: holder, facts: serving })
      .yields({
        type: 'DossierHandedOver',
        data: { dossierId, from, to, step: 0, stepName: 'Tiếp nhận', note: undefined, awaitsAcceptance: true },
      }));
  it('to himself takes whoever does two steps running to the next', () =>
    given(received())
      .when({ dossierId, to: from, step: 1 }, { at, actor: holder, facts: serving })
      .yields({ type: 'DossierHandedOver', data: { dossierId, from, to: from, step: 1, stepName: 'Thẩm định' } }));
  it('is refused to the holder himself', () =>
    given(received()).when({ dossierId, to: from }, { actor: holder, facts: serving }).isRejected('receiver-is-holder'));
  it('is refused for an unknown unit', () =>
    given(received())
      .when({ dossierId, to: { unit: '99999' } }, { actor: holder })
      .isRejected('unit-unknown'));
  it('is refused for an unknown official', () =>
    given(received()).when({ dossierId, to }, { actor: holder }).isRejected('official-not-found'));
  it.each<[string, typeof serving]>([
    ['does not serve there', { positions: [] }],
    ['is replaced that day', { positions: ['specialist'], substitute: 'official-3' }],
  ])('is refused when the receiver %s', (_, facts) => {
    given(received()).when({ dossierId, to }, { at, actor: holder, facts }).isRejected('receiver-not-serving');
  });
  it('is refused for a step that does not exist', () =>
    given(received()).when({ dossierId, to, step: 3 }, { at, actor: holder, facts: serving }).isRejected('step-out-of-range'));
  it('is refused for a later step before reception', () =>
    given(submitted()).when({ dossierId, to, step: 1 }, { at, actor: holder, facts: serving }).isRejected('step-out-of-range'));
  it('is refused after the end', () =>
    given(received(), withdrawn()).when({ dossierId, to }, { actor: holder, facts: serving }).isRejected('dossier-ended'));
  it('is refused when there is no dossier', () => given().when({ dossierId, to }, { facts: serving }).isRejected('dossier-not-found'));
});

describe('verification', () => {
  const { given } = specOf(startVerification);
  const input = { dossierId, ground: 'Cần xác minh nơi cư trú' };
  const circumstances = { at: local('2025-07-02T09:00'), actor: holder, facts: workingTime() };
  const dueAt = (outcome: unknown) => (outcome as { data: { due: { at: string } } }[])[0]?.data.due.at;

  it('applies the longer limit from receipt', () =>
    expect(dueAt(given(received()).when(input, circumstances).outcome())).toBe(local('2025-07-11T14:20')));
  it('keeps what was paused before', () => {
    const due = { at: local('2025-07-07T14:20'), lines: ['…'] };
    const paused = supplementGiven({ pausedWorkingMinutes: 480, due }, local('2025-07-02T14:20'));
    const events = [received(), supplementRequested({}, local('2025-07-01T14:20')), paused];
    expect(
      dueAt(
        given(...events)
          .when(input, { ...circumstances, at: local('2025-07-03T09:00') })
          .outcome(),
      ),
    ).toBe(local('2025-07-14T14:20'));
  });
  it('adds days of the calendar where its limit counts them', () => {
    const due = { at: local('2025-07-07T14:20'), lines: ['…'] };
    const given5 = supplementGiven({ pausedWorkingMinutes: 480, due }, local('2025-07-03T08:00'));
    const byCalendar = received({ verificationLimit: { kind: 'calendar-days', days: 23 } });
    const events = [byCalendar, supplementRequested({}, local('2025-07-01T16:00')), given5];
    const at = local('2025-07-03T09:00');
    expect(
      dueAt(
        given(...events)
          .when(input, { ...circumstances, at })
          .outcome(),
      ),
    ).toBe(local('2025-07-28T17:00'));
  });
  it('is refused when the version knows none', () =>
    given(received({ verificationLimit: undefined }))
      .when(input, circumstances)
      .isRejected('verification-not-foreseen'));
  it('is refused a second time', () =>
    given(received(), verificationStarted()).when(input, circumstances).isRejected('verification-already-started'));
  it('is refused after the due time, for it would hide the delay', () =>
    given(received())
      .when(input, { ...circumstances, at: local('2025-07-04T14:21') })
      .isRejected('extension-too-late'));
  it('is refused while the clock stands still', () =>
    given(received(), supplementRequested()).when(input, circumstances).isRejected('clock-stopped'));
  it('is the holder’s', () =>
    given(received())
      .when(input, { ...circumstances, actor: officer('official-2') })
      .isRejected('not-the-holder'));
  it('is refused before reception', () => given(submitted()).when(input, circumstances).isRejected('dossier-not-received'));
  it('is refused once there is a result', () =>
    given(received(), settled()).when(input, circumstances).isRejected('dossier-already-settled'));
});

describe('extension', () => {
  const { given } = specOf(extendDossier);
  const letter = { dossierId, reason: 'Nhiều bản chính', apology: 'Xin lỗi ông/bà', signer: 'Giám đốc', byAgreement: false };
  const circumstances = { at: local('2025-07-04T10:00'), actor: holder, facts: { time: workingTime(), signed: signer } };

  it('moves the due time, with apology, and keeps the time before', () =>
    given(received())
      .when({ ...letter, workingDays: 2 }, circumstances)
      .yields({
        type: 'DossierExtended',
        data: {
          ...letter,
          signedBy,
          previousDueAt: local('2025-07-04T14:20'),
          due: {
            at: local('2025-07-08T14:20'),
            lines: [
              'Hạn trước đó: 14:20 thứ Sáu 04/07/2025',
              'Gia hạn: 2 ngày làm việc (16 giờ làm việc)',
              'Thứ Bảy 05/07/2025, Chủ nhật 06/07/2025: nghỉ hằng tuần',
              'Hạn mới: 14:20 thứ Ba 08/07/2025',
            ],
          },
        },
      }));
  it.each([
    ['nobody who signed it is named', undefined],
    [
      'whoever signed it signs no apologies',
      { official: 'clerk-1', because: 'Official clerk-1 does not serve at 25747 on 2025-07-01 as one who signs (leader).' },
    ],
  ])('is refused when %s', (_, who) =>
    given(received())
      .when({ ...letter, workingDays: 2 }, { ...circumstances, facts: { ...circumstances.facts, signed: who } })
      .isRejected('signer-not-leader'),
  );
  it('is possible at the last minute', () =>
    expect(
      given(received())
        .when({ ...letter, workingDays: 1 }, { ...circumstances, at: local('2025-07-04T14:20') })
        .outcome(),
    ).toHaveLength(1));
  it('is refused after the deadline', () =>
    given(received())
      .when({ ...letter, workingDays: 1 }, { ...circumstances, at: local('2025-07-04T14:20:01') })
      .isRejected('extension-too-late'));
  it('is refused a second time', () =>
    given(received(), extended())
      .when({ ...letter, workingDays: 1 }, circumstances)
      .isRejected('extension-already-granted'));
  it('is refused beyond the procedure’s maximum', () =>
    given(received())
      .when({ ...letter, workingDays: 2.5 }, circumstances)
      .isRejected('extension-too-long'));
  it('goes beyond the maximum by written agreement', () =>
    expect(
      given(received())
        .when({ ...letter, byAgreement: true, workingDays: 10 }, circumstances)
        .outcome(),
    ).toHaveLength(1));
  it('is refused by agreement where the procedure knows none', () =>
    given(received({ extension: { maxWorkingDays: 2, byAgreement: false } }))
      .when({ ...letter, byAgreement: true, workingDays: 10 }, circumstances)
      .isRejected('extension-too-long'));
  it('is as long as the original limit where the procedure says nothing', () =>
    expect(
      given(received({ extension: undefined }))
        .when({ ...letter, workingDays: 3 }, circumstances)
        .outcome(),
    ).toHaveLength(1));
  it('is refused while the clock stands still', () =>
    given(received(), supplementRequested())
      .when({ ...letter, workingDays: 1 }, circumstances)
      .isRejected('clock-stopped'));
  it('is the holder’s', () =>
    given(received())
      .when({ ...letter, workingDays: 1 }, { ...circumstances, actor: officer('official-2') })
      .isRejected('not-the-holder'));
});

describe('settling', () => {
  const { given } = specOf(settleDossier);
  const input = { dossierId, result };
  const facts = signer;
  const data = { dossierId, result: { ...result, signedBy } };
  it.each([
    ['on time at the due time', '2025-07-04T14:20', true],
    ['late after it', '2025-07-04T14:20:01', false],
  ])('is %s', (_, at, onTime) => {
    given(received(), signed)
      .when(input, { at: local(at), actor: holder, facts })
      .yields({ type: 'DossierSettled', data: { ...data, onTime } });
  });
  it('is on time by the due time in force after an extension', () =>
    given(received(), signed, extended())
      .when(input, { at: local('2025-07-08T14:20'), actor: holder, facts })
      .yields({ type: 'DossierSettled', data: { ...data, onTime: true } }));
  it.each([
    ['at reception', received()],
    ['before it was signed', handedOver({ to: { unit: home, official: 'official-1' } })],
  ])('is refused %s', (_, last) =>
    given(received(), ...(last.type === 'DossierReceived' ? [] : [last]))
      .when(input, { at: local('2025-07-03T09:00'), actor: holder, facts })
      .isRejected('step-skipped'),
  );
  it('marks what the version allows to pass over', () => {
    const steps = version.steps.map((step) => ({ ...step, mayBeSkipped: step.role !== 'receiving-officer' }));
    given(received({ steps }))
      .when(input, { at: local('2025-07-03T09:00'), actor: holder, facts })
      .yields({ type: 'DossierSettled', data: { ...data, skipped: ['Thẩm định', 'Ký'], onTime: true } });
  });
  it('happens in one where the version has no steps', () =>
    given(received({ steps: [] }))
      .when(input, { at: local('2025-07-03T09:00'), actor: holder, facts })
      .yields({ type: 'DossierSettled', data: { ...data, onTime: true } }));
  it.each([
    ['nobody who signed is named', undefined],
    [
      'whoever signed is not one who signs',
      { official: 'clerk-1', because: 'Official clerk-1 does not serve at 25747 on 2025-07-01 as one who signs (leader).' },
    ],
  ])('is refused when %s', (_, who) =>
    given(received(), signed)
      .when(input, { at: local('2025-07-03T09:00'), actor: holder, facts: who })
      .isRejected('signer-not-leader'),
  );
  it('is refused while a supplement is outstanding', () =>
    given(received(), supplementRequested()).when(input, { actor: holder }).isRejected('clock-stopped'));
  it('is refused while a fee is outstanding', () =>
    given(received(), feeRequested({ stopsClock: false }))
      .when(input, { actor: holder })
      .isRejected('fee-outstanding'));
  it('is refused before reception', () => given(submitted()).when(input).isRejected('dossier-not-received'));
  it('is refused a second time', () => given(received(), settled()).when(input, { actor: holder }).isRejected('dossier-already-settled'));
  it('is the holder’s', () => given(received(), handedOver()).when(input, { actor: holder }).isRejected('not-the-holder'));
});

describe('returning the result', () => {
  const { given } = specOf(returnResult);
  const input = { dossierId, means: 'counter' as const };
  it('ends the dossier, at the holder’s unit by default', () =>
    given(received(), settled())
      .when({ ...input, receivedBy: 'Người Thử' }, { actor: officer('official-9') })
      .yields({ type: 'ResultReturned', data: { ...input, unit: home, receivedBy: 'Người Thử' } }));
  it('happens at the place of receipt too', () =>
    given(received({ placeOfReceipt: elsewhere, holder: { unit: home } }), settled())
      .when({ ...input, unit: elsewhere }, { actor: officer(undefined, elsewhere) })
      .yields({ type: 'ResultReturned', data: { ...input, unit: elsewhere } }));
  it('is refused at a third unit', () =>
    given(received(), settled())
      .when({ ...input, unit: elsewhere }, { actor: officer(undefined, elsewhere) })
      .isRejected('not-the-holder'));
  it('does not tell a third unit who holds the dossier', () => {
    const outcome = given(received(), settled())
      .when({ ...input, unit: elsewhere }, { actor: officer(undefined, elsewhere) })
      .outcome();
    expect(outcome).toMatchObject({ message: expect.stringContaining(elsewhere) });
    expect(outcome).toMatchObject({ message: expect.not.stringMatching(/official-1|25747/) });
  });
  it('is refused to an officer of another unit in the holder’s name', () =>
    given(received(), settled())
      .when(input, { actor: officer(undefined, elsewhere) })
      .isRejected('not-the-holder'));
  it('is refused without a result', () => given(received()).when(input).isRejected('dossier-not-settled'));
  it('is refused while a fee is outstanding', () =>
    given(received(), settled(), feeRequested({ stopsClock: false }))
      .when(input)
      .isRejected('fee-outstanding'));
  it('is refused a second time', () => given(received(), settled(), returned()).when(input).isRejected('dossier-ended'));
});

describe('withdrawing', () => {
  const { given } = specOf(withdrawDossier);
  const input = { dossierId, reason: 'Không còn nhu cầu' };
  const data = { ...input };
  it('ends a received dossier', () => given(received()).when(input).yields({ type: 'DossierWithdrawn', data }));
  it('ends a submitted dossier', () => given(submitted()).when(input).yields({ type: 'DossierWithdrawn', data }));
  it('is possible while the agency waits for the citizen', () =>
    given(received(), supplementRequested()).when(input).yields({ type: 'DossierWithdrawn', data }));
  it('is said at the place of receipt too', () =>
    given(received({ placeOfReceipt: elsewhere, holder: { unit: home } }))
      .when({ ...input, unit: elsewhere }, { actor: officer(undefined, elsewhere) })
      .yields({ type: 'DossierWithdrawn', data }));
  it('is refused once there is a result', () => given(received(), settled()).when(input).isRejected('dossier-already-settled'));
  it('is refused a second time', () => given(received(), withdrawn()).when(input).isRejected('dossier-ended'));
});

describe('stopping', () => {
  const { given } = specOf(stopDossier);
  const input = { dossierId, ...ground, refundDong: 8000 };
  it('ends the processing on a legal ground', () =>
    given(received(), feeRequested(), feePaid()).when(input, { actor: holder }).yields({ type: 'DossierStopped', data: input }));
  it('is refused before reception', () => given(submitted()).when(input).isRejected('dossier-not-received'));
  it('is refused once there is a result', () =>
    given(received(), settled()).when(input, { actor: holder }).isRejected('dossier-already-settled'));
  it('is the holder’s', () =>
    given(received())
      .when(input, { actor: officer('official-2') })
      .isRejected('not-the-holder'));
  it('is refused a second time', () => given(received(), stopped()).when(input, { actor: holder }).isRejected('dossier-ended'));
});

import { describe, expect, it } from 'vitest';
import { correctDossier, correctProcedure, reopenDossier } from '#commands/dossier/corrections.ts';
import { dossier } from '#commands/dossier/dossier.ts';
import { returnResult, settleDossier } from '#commands/dossier/endings.ts';
import { archiveDossier } from '#commands/dossier/keeping.ts';
import { startVerification } from '#commands/dossier/processing.ts';
import { correctResult, replaceResult } from '#commands/dossier/resultCorrections.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Sealed } from '#events/store/personal.ts';
import { type Past, recorded, specOf } from '#test/support/spec.ts';
import {
  archived,
  dossierId,
  erased,
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
  stated,
  stopped,
  submitted,
  supplementGiven,
  supplementRequested,
  verificationStarted,
  version,
  withdrawn,
} from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const sealed = (field: string): Sealed => ({ sealed: 'c2VhbGVk', stream: `dossier-${dossierId}`, eventId: 'e-1', field });
const owner = { kind: 'citizen' as const, name: sealed('owner.name'), phone: sealed('owner.phone') };
const request = sealed('request');
const components = stated.components.map((one, index) => ({ ...one, name: sealed(`components.${index}.name`) }));
const onRecord = () => received({ ...stated, owner, request, components });
const abstract = sealed('result.abstract');
const resultOnRecord = { ...result, abstract, signer: sealed('result.signer') };
const settledOnRecord = () => settled({ result: resultOnRecord });
const ground = 'Gõ nhầm';
const head = { id: 'head-1', role: 'center-head' as const, unit: home };
const holder = officer('official-1');
/** What a corrected or replacing result rests on. */
const ofResult = { opened: () => undefined, signer };

describe('correcting what was received', () => {
  const { given } = specOf(correctDossier);
  const input = { dossierId, ground, owner: { name: 'Nguyễn Thị Đúng' } };

  it('records the fields that change, as they stood and as they are', () =>
    given(onRecord())
      .when({ dossierId, ground, owner: { name: 'Nguyễn Thị Đúng', phone: null }, request: 'Xin cấp bản sao' }, { actor: holder })
      .yields({
        type: 'DossierCorrected',
        data: {
          dossierId,
          ground,
          before: { owner: { name: owner.name, phone: owner.phone }, request },
          after: { owner: { name: 'Nguyễn Thị Đúng', phone: null }, request: 'Xin cấp bản sao' },
        },
      }));
  it('replaces the components as a whole', () => {
    const asked = [{ name: 'Tờ khai', originals: 1, photocopies: 3 }];
    given(onRecord())
      .when({ dossierId, ground, components: asked }, { actor: holder })
      .yields({ type: 'DossierCorrected', data: { dossierId, ground, before: { components }, after: { components: asked } } });
  });
  it('warns where no component is left, of a procedure that asks for some', () => {
    const asksFor = (components: number) => ({ opened: () => undefined, procedure: { catalogued: true, versions: [], components } });
    const input = { dossierId, ground, components: [] };
    const change = { dossierId, ground, before: { components }, after: { components: [] } };
    const warnings = [{ code: 'components-missing', detail: 'No component was named; the procedure asks for 3.' }];
    given(onRecord())
      .when(input, { actor: holder, facts: asksFor(3) })
      .yields({ type: 'DossierCorrected', data: { ...change, warnings } });
    given(onRecord())
      .when(input, { actor: holder, facts: asksFor(0) })
      .yields({ type: 'DossierCorrected', data: change });
  });
  it('changes nothing where all is so already, and nothing that was never there is taken away', () => {
    const opened = ({ field }: Sealed) => (field === 'components.0.name' ? stated.components[0]?.name : undefined);
    const facts = { opened };
    given(onRecord()).when({ dossierId, ground, components: stated.components }, { actor: holder, facts }).yieldsNothing();
    given(onRecord())
      .when({ dossierId, ground, owner: { kind: 'citizen', email: null } }, { actor: holder })
      .yieldsNothing();
  });
  it('keeps what was corrected last as what the next correction finds', () => {
    const corrected = {
      dossierId,
      ground: sealed('ground'),
      before: { owner: { name: owner.name } },
      after: { owner: { name: sealed('after.owner.name') } },
    };
    given(onRecord(), { type: 'DossierCorrected', data: corrected })
      .when(input, { actor: holder })
      .yields({
        type: 'DossierCorrected',
        data: { dossierId, ground, before: { owner: { name: sealed('after.owner.name') } }, after: { owner: input.owner } },
      });
  });
  it('names a paper by its number where the number tells which it is', () =>
    given(onRecord())
      .when({ dossierId, ground, owner: { identityNumber: '079 190 000 017' } }, { actor: holder })
      .yields({
        type: 'DossierCorrected',
        data: {
          dossierId,
          ground,
          before: { owner: {} },
          after: { owner: { identityKind: 'citizen-card', identityNumber: '079190000017' } },
        },
      }));
  it('takes the kind away with the number', () => {
    const known = { ...owner, identityKind: 'citizen-card' as const, identityNumber: sealed('owner.identityNumber') };
    given(received({ ...stated, owner: known, request }))
      .when({ dossierId, ground, owner: { identityNumber: null } }, { actor: holder })
      .yields({
        type: 'DossierCorrected',
        data: {
          dossierId,
          ground,
          before: { owner: { identityKind: 'citizen-card', identityNumber: known.identityNumber } },
          after: { owner: { identityKind: null, identityNumber: null } },
        },
      });
  });
  it('finds what was stated on submission', () => {
    const { owner: _, request: __, ...without } = stated;
    const later = { ...received(), data: { ...received().data, ...without, owner: undefined, request: undefined } } as Past<DossierEvent>;
    given(submitted({ owner, request }), later)
      .when(input, { actor: holder })
      .yields({
        type: 'DossierCorrected',
        data: { dossierId, ground, before: { owner: { name: owner.name } }, after: { owner: input.owner } },
      });
  });
  it('adds a submitter, who has a name', () => {
    given(onRecord())
      .when({ dossierId, ground, submitter: { name: 'Người Nộp' } }, { actor: holder })
      .yields({ type: 'DossierCorrected', data: { dossierId, ground, before: {}, after: { submitter: { name: 'Người Nộp' } } } });
    given(onRecord())
      .when({ dossierId, ground, submitter: { relation: 'Con' } }, { actor: holder })
      .isRejected('nothing-to-correct');
  });
  it.each([{}, { owner: {} }])('is refused where no field is named', (nothing) =>
    given(onRecord())
      .when({ dossierId, ground, ...nothing }, { actor: holder })
      .isRejected('nothing-to-correct'),
  );
  it('is the holder’s, and of no other officer', () => {
    given(onRecord(), handedOver()).when(input, { actor: holder }).isRejected('not-the-holder');
    given(onRecord(), handedOver())
      .when(input, { actor: officer('official-2') })
      .outcome();
  });
  it('is the head’s once there is a result, also after it was returned', () => {
    given(onRecord(), settledOnRecord()).when(input, { actor: holder }).isRejected('head-only');
    given(onRecord(), settledOnRecord(), returned()).when(input, { actor: holder }).isRejected('head-only');
    for (const past of [[settledOnRecord()], [settledOnRecord(), returned()]])
      expect(
        given(onRecord(), ...past)
          .when(input, { actor: head })
          .outcome(),
      ).toMatchObject([{ type: 'DossierCorrected' }]);
  });
  it.each([
    ['dossier-not-found', []],
    ['dossier-not-received', [submitted()]],
    ['dossier-ended', [onRecord(), withdrawn()]],
    ['dossier-ended', [onRecord(), stopped()]],
    ['dossier-archived', [onRecord(), settledOnRecord(), returned(), archived()]],
    ['personal-data-erased', [onRecord(), settledOnRecord(), returned(), archived(), erased()]],
  ] as const)('is refused: %s', (code, past) =>
    given(...past)
      .when(input, { actor: head })
      .isRejected(code),
  );
});

describe('correcting the procedure', () => {
  const { given } = specOf(correctProcedure);
  const procedure = '2.000635';
  const right = { ...version, version: 1, limit: { kind: 'working-days' as const, days: 1 }, verificationLimit: undefined, steps: [] };
  const facts = { procedure: { catalogued: true, versions: [right] }, time: workingTime() };
  const input = { dossierId, ground, procedure };
  const at = local('2025-07-01T16:00');

  it('binds the version of the right one and counts its limit from receipt', () =>
    given(onRecord())
      .when(input, { at, facts, actor: holder })
      .yields({
        type: 'DossierProcedureCorrected',
        data: {
          dossierId,
          ground,
          before: { procedure: '2.000815', procedureVersion: 2 },
          procedure,
          procedureVersion: 1,
          limit: right.limit,
          verificationLimit: undefined,
          extension: version.extension,
          steps: [],
          appointed: {
            at: local('2025-07-02T14:20'),
            lines: [
              'Tiếp nhận lúc 14:20 thứ Ba 01/07/2025',
              'Thời hạn: 1 ngày làm việc (8 giờ làm việc)',
              'Hẹn trả: 14:20 thứ Tư 02/07/2025',
            ],
          },
        },
      }));
  it('changes nothing where the procedure is that one', () =>
    given(onRecord())
      .when({ ...input, procedure: '2.000815' }, { at, facts, actor: holder })
      .yieldsNothing());
  it('is refused on a later day', () =>
    given(onRecord())
      .when(input, { at: local('2025-07-02T07:30'), facts, actor: holder })
      .isRejected('procedure-correction-too-late'));
  it.each([
    ['procedure-correction-too-late', [verificationStarted({}, local('2025-07-01T15:00'))]],
    ['procedure-correction-too-late', [extended({}, local('2025-07-01T15:00'))]],
    ['clock-stopped', [supplementRequested({}, local('2025-07-01T15:00'))]],
    ['fee-outstanding', [feeRequested({}, local('2025-07-01T15:00'))]],
    ['dossier-already-settled', [settledOnRecord()]],
  ] as const)('is refused once something rests on the wrong one: %s', (code, past) =>
    given(onRecord(), ...past)
      .when(input, { at, facts, actor: holder })
      .isRejected(code),
  );
  it('is refused for a procedure that is not in force', () =>
    given(onRecord())
      .when(input, { at, facts: { ...facts, procedure: { catalogued: false, versions: [] } }, actor: holder })
      .isRejected('procedure-not-found'));
  it('is the holder’s', () =>
    given(onRecord())
      .when(input, { at, facts, actor: officer('official-2') })
      .isRejected('not-the-holder'));
});

describe('correcting the procedure from and to linked ones', () => {
  const { given } = specOf(correctProcedure);
  const input = { dossierId, ground, procedure: '2.000986' };
  const at = local('2025-07-01T16:00');
  const birth = { part: 'birth', name: 'Khai sinh', limit: { kind: 'same-day' as const, cutoff: '15:00' } };
  const residence = { part: 'residence', name: 'Thường trú', limit: { kind: 'working-days' as const, days: 3 } };
  const insurance = { part: 'insurance', name: 'Bảo hiểm y tế', limit: { kind: 'working-days' as const, days: 5 } };
  const unpublished = { kind: 'unpublished' as const };
  const factsOf = (over: object) => ({
    procedure: { catalogued: true, versions: [{ ...version, version: 1, verificationLimit: undefined, ...over }] },
    time: workingTime(),
  });
  const toLinked = factsOf({ limit: unpublished, parts: [birth, insurance] });
  const toPlain = factsOf({ limit: { kind: 'working-days', days: 1 } });
  const due = (time: string) => ({ at: local(time), lines: [time] });
  const linked = () =>
    received({
      procedure: '2.000999',
      limit: unpublished,
      parts: [
        { ...birth, appointed: due('2025-07-01T17:00') },
        { ...residence, appointed: due('2025-07-04T14:20') },
      ],
    });
  const earlierParts = [
    { part: 'birth', name: 'Khai sinh' },
    { part: 'residence', name: 'Thường trú' },
  ];
  const corrected = (past: Past<DossierEvent>, facts: typeof toLinked): any =>
    given(past).when(input, { at, facts, actor: holder }).outcome();
  const settledPart: Past<DossierEvent> = {
    type: 'PartSettled',
    occurredAt: local('2025-07-01T15:00'),
    data: { dossierId, part: 'birth', result: resultOnRecord, onTime: true },
  };

  it.each([
    ['plain', received(), undefined],
    ['other linked', linked(), earlierParts],
  ])('appoints the right parts from receipt, in place of those of a %s one', (_, past, parts) => {
    const [{ data }] = corrected(past, toLinked);
    expect(data.before.parts).toEqual(parts);
    expect(data.parts.map((one: any) => [one.part, one.appointed.at])).toEqual([
      ['birth', local('2025-07-01T17:00')],
      ['insurance', local('2025-07-08T14:20')],
    ]);
    expect(data.appointed.at).toBe(local('2025-07-08T14:20'));
  });
  it('leaves one procedure with its own limit', () => {
    const [{ data }] = corrected(linked(), toPlain);
    expect(data).toMatchObject({ before: { parts: earlierParts }, appointed: { at: local('2025-07-02T14:20') } });
    expect(data.parts).toBeUndefined();
  });
  it('lets what follows move by the right parts', () => {
    const after = (past: Past<DossierEvent>, facts: typeof toLinked): any =>
      recorded<DossierEvent>(`dossier-${dossierId}`, [past, ...corrected(past, facts)]).reduce(dossier.evolve, dossier.initial);
    expect(after(linked(), toPlain)).toMatchObject({ parts: [], dueAt: local('2025-07-02T14:20') });
    expect(after(received(), toLinked)).toMatchObject({
      dueAt: local('2025-07-08T14:20'),
      parts: [
        { part: 'birth', dueAt: local('2025-07-01T17:00'), count: { limit: birth.limit } },
        { part: 'insurance', dueAt: local('2025-07-08T14:20'), count: { limit: insurance.limit } },
      ],
    });
  });
  it.each([
    ['Part birth (Khai sinh) has a result.', [settledPart]],
    [
      'Papers were asked for part birth (Khai sinh).',
      [supplementRequested({ part: 'birth' }, local('2025-07-01T15:00')), supplementGiven({ parts: [] }, local('2025-07-01T15:00'))],
    ],
  ])('is refused once something was done on a part: %s', (detail, past) => {
    const outcome = given(linked(), ...past)
      .when(input, { at, facts: toPlain, actor: holder })
      .outcome();
    expect(outcome).toMatchObject({ code: 'procedure-correction-too-late', message: expect.stringContaining(detail) });
  });
  it('warns of fees that were asked for the wrong procedure, unless the right one’s are the same', () => {
    const paid = [feeRequested({ stopsClock: false }, local('2025-07-01T15:00')), feePaid({}, local('2025-07-01T15:00'))];
    const warningsWith = (fee: object): any => {
      const outcome: any = given(received(), ...paid)
        .when(input, { at, facts: factsOf({ fee }), actor: holder })
        .outcome();
      return outcome[0].data.warnings;
    };
    expect(warningsWith({ text: '8.000 đồng', dong: 8000 })).toBeUndefined();
    expect(warningsWith({ text: '5.000 đồng', dong: 5000 })).toEqual([
      {
        code: 'fee-of-other-procedure',
        detail: '8000 đồng were asked for procedure 2.000815; the fee of 2.000986 is 5000 đồng.',
      },
    ]);
    expect(warningsWith({ text: '' })).toMatchObject([{ code: 'fee-of-other-procedure' }]);
  });
});

describe('correcting a result before it is returned', () => {
  const { given } = specOf(correctResult);
  const input = { dossierId, ground, result: { ...result, number: '21/GXN' } };
  const at = local('2025-07-04T09:00');

  it('records what it said before', () =>
    given(onRecord(), settledOnRecord())
      .when(input, { at, actor: head, facts: ofResult })
      .yields({ type: 'ResultCorrected', data: { dossierId, ground, before: resultOnRecord, result: input.result } }));
  it('keeps who signed, unless it names another, who has to be one who signs', () => {
    const before = { ...resultOnRecord, signedBy };
    const signedOnRecord = settled({ result: before });
    given(onRecord(), signedOnRecord)
      .when(input, { at, actor: head, facts: ofResult })
      .yields({ type: 'ResultCorrected', data: { dossierId, ground, before, result: { ...input.result, signedBy } } });
    const clerk = { official: 'clerk-1', because: 'Official clerk-1 does not serve at 25747 on 2025-07-01 as one who signs (leader).' };
    given(onRecord(), signedOnRecord)
      .when({ ...input, result: { ...result, signedBy: 'clerk-1' } }, { at, actor: head, facts: { ...ofResult, signer: clerk } })
      .isRejected('signer-not-leader');
  });
  it('is the head’s', () =>
    given(onRecord(), settledOnRecord()).when(input, { at, actor: holder, facts: ofResult }).isRejected('head-only'));
  it('is refused for a day that has not come', () =>
    given(onRecord(), settledOnRecord())
      .when({ ...input, result: { ...result, date: '2025-07-05' } }, { at, actor: head, facts: ofResult })
      .isRejected('date-out-of-order'));
  it('is refused before there is one', () =>
    given(onRecord()).when(input, { at, actor: head, facts: ofResult }).isRejected('dossier-not-settled'));
  it('is refused once it was returned: it is replaced then', () =>
    given(onRecord(), settledOnRecord(), returned()).when(input, { at, actor: head, facts: ofResult }).isRejected('dossier-ended'));
});

describe('replacing a result that was returned', () => {
  const { given } = specOf(replaceResult);
  const input = { dossierId, ground, result: { ...result, number: '21/GXN' } };
  const at = local('2025-07-14T09:00');
  const replaced: Past<DossierEvent> = {
    type: 'ResultReplaced',
    data: { dossierId, ground, before: resultOnRecord, result: resultOnRecord },
  };

  it('names the one it replaces', () =>
    given(onRecord(), settledOnRecord(), returned())
      .when(input, { at, actor: head, facts: ofResult })
      .yields({ type: 'ResultReplaced', data: { dossierId, ground, before: resultOnRecord, result: { ...input.result, signedBy } } }));
  it('is signed by one who signs', () =>
    given(onRecord(), settledOnRecord(), returned())
      .when(input, { at, actor: head, facts: { ...ofResult, signer: undefined } })
      .isRejected('signer-not-leader'));
  it('is the head’s', () =>
    given(onRecord(), settledOnRecord(), returned()).when(input, { at, actor: holder, facts: ofResult }).isRejected('head-only'));
  it('is refused for one that was not returned', () => {
    given(onRecord(), settledOnRecord()).when(input, { at, actor: head, facts: ofResult }).isRejected('result-not-returned');
    given(onRecord(), stopped()).when(input, { at, actor: head, facts: ofResult }).isRejected('dossier-ended');
  });
  it('lets it be returned once more, and the file go to the archive after that only', () => {
    const past = [onRecord(), settledOnRecord(), returned(), replaced];
    const archiving = { dossierId, fileReference: 'HS-1' };
    specOf(archiveDossier)
      .given(...past)
      .when(archiving, { at, actor: head, facts: [] })
      .isRejected('replacement-not-returned');
    specOf(returnResult)
      .given(...past)
      .when({ dossierId, means: 'counter' }, { at, actor: holder })
      .yields({ type: 'ResultReturned', data: { dossierId, means: 'counter', unit: home, receivedBy: undefined } });
    specOf(returnResult)
      .given(...past, returned())
      .when({ dossierId, means: 'counter' }, { at, actor: holder })
      .isRejected('dossier-ended');
    expect(
      specOf(archiveDossier)
        .given(...past, returned())
        .when(archiving, { at, actor: head, facts: [] })
        .outcome(),
    ).toMatchObject([{ type: 'DossierArchived' }]);
  });
});

describe('reopening', () => {
  const { given } = specOf(reopenDossier);
  const complaint = { number: '12/QĐ-GQKN', date: '2025-07-14' };
  const input = { dossierId, ground, complaint };
  const at = local('2025-07-14T09:00');
  const facts = workingTime();
  const event: Extract<DossierEvent, { type: 'DossierReopened' }> = {
    type: 'DossierReopened',
    data: {
      dossierId,
      ground,
      complaint,
      earlier: 'returned',
      procedure: '2.000815',
      holder: { unit: home },
      due: {
        at: local('2025-07-17T09:00'),
        lines: ['Mở lại lúc 09:00 thứ Hai 14/07/2025', 'Thời hạn: 3 ngày làm việc (24 giờ làm việc)', 'Hạn mới: 09:00 thứ Năm 17/07/2025'],
      },
    },
  };
  const over = [onRecord(), settledOnRecord(), returned()];

  it('gives the limit once more, counted from now, to the desk of the competent unit', () =>
    given(...over)
      .when(input, { at, facts, actor: head })
      .yields(event));
  it('takes up what was stopped, and what is in the archive', () => {
    given(onRecord(), stopped())
      .when(input, { at, facts, actor: head })
      .yields({ ...event, data: { ...event.data, earlier: 'stopped' } });
    given(...over, archived())
      .when(input, { at, facts, actor: head })
      .yields(event);
  });
  it('is the head’s', () =>
    given(...over)
      .when(input, { at, facts, actor: holder })
      .isRejected('head-only'));
  it('is refused on a document that is not written yet', () =>
    given(...over)
      .when({ ...input, complaint: { ...complaint, date: '2025-07-15' } }, { at, facts, actor: head })
      .isRejected('date-out-of-order'));
  it.each([
    ['dossier-not-finished', [onRecord()]],
    ['dossier-not-finished', [onRecord(), settledOnRecord()]],
    ['dossier-not-finished', [onRecord(), withdrawn()]],
    ['personal-data-erased', [...over, archived(), erased()]],
  ] as const)('is refused: %s', (code, past) =>
    given(...past)
      .when(input, { at, facts, actor: head })
      .isRejected(code),
  );
  it('begins a course of its own: it is settled by the new due time, and every limit counts from reopening', () => {
    const past = [...over, { ...event, occurredAt: at }];
    const again = { dossierId, result: { ...result, number: '30/GXN', date: '2025-07-15' } };
    specOf(settleDossier)
      .given(...past, signed)
      .when(again, { at: local('2025-07-17T08:00'), actor: holder, facts: signer })
      .yields({ type: 'DossierSettled', data: { ...again, result: { ...again.result, signedBy }, onTime: true } });
    const verified = specOf(startVerification)
      .given(...past)
      .when({ dossierId, ground }, { at: local('2025-07-15T08:00'), facts, actor: holder })
      .outcome();
    expect(verified).toMatchObject([{ data: { due: { at: local('2025-07-24T09:00') } } }]);
    given(...past)
      .when(input, { at, facts, actor: head })
      .isRejected('dossier-not-finished');
  });
  it('leaves a log cut short alone: a dossier that never was is not reopened', () =>
    expect(recorded<DossierEvent>(`dossier-${dossierId}`, [event]).reduce(dossier.evolve, dossier.initial)).toEqual({ status: 'absent' }));
});

describe('a result', () => {
  it('bears no day that has not come', () =>
    specOf(settleDossier)
      .given(onRecord())
      .when({ dossierId, result: { ...result, date: '2025-07-03' } }, { at: local('2025-07-02T09:00'), actor: holder })
      .isRejected('date-out-of-order'));
});

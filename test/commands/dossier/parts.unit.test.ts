import { describe, expect, it } from 'vitest';
import { settleDossier, settlePart } from '#commands/dossier/endings.ts';
import { receiveDossier } from '#commands/dossier/intake.ts';
import { extendDossier, giveSupplement, requestSupplement } from '#commands/dossier/processing.ts';
import { publishProcedureVersion } from '#commands/procedure/procedure.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import { type Past, specOf } from '#test/support/spec.ts';
import {
  dossierId,
  feeRequested,
  home,
  officer,
  received,
  receptionFacts,
  result,
  signed,
  signedBy,
  signer,
  stated,
  supplementRequested,
  version,
} from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const holder = officer('official-1');
const facts = workingTime();
const sameDay = { kind: 'same-day', cutoff: '15:00' } as const;
const days = (days: number) => ({ kind: 'working-days', days }) as const;
const parts = [
  { part: 'birth', name: 'Đăng ký khai sinh', procedure: '1.001193', limit: sameDay },
  { part: 'residence', name: 'Đăng ký thường trú', agency: 'Công an', limit: days(3) },
];
const linked = (over: object = {}) =>
  receptionFacts({
    procedure: {
      catalogued: true,
      versions: [{ ...version, limit: { kind: 'unpublished' }, verificationLimit: undefined, parts, ...over }],
    },
  });
const explained = (at: string) => ({ at: local(at), lines: [`Hẹn trả: ${at}`] });
/** Received on Tuesday 1 July at 14:20: the birth is due that day, the residence on Friday. */
const linkedDossier = received({
  limit: { kind: 'unpublished' },
  verificationLimit: undefined,
  parts: parts.map((part) => ({ ...part, appointed: explained(part.part === 'birth' ? '2025-07-01T17:00' : '2025-07-04T14:20') })),
});
const partSettled = (part: string, at: string): Past<DossierEvent> => ({
  type: 'PartSettled',
  occurredAt: local(at),
  data: { dossierId, part, result, onTime: true },
});

describe('receiving a dossier of linked procedures', () => {
  const { given } = specOf(receiveDossier);
  const input = { ...stated, channel: 'direct' as const, placeOfReceipt: home };
  const at = local('2025-07-01T14:20');

  it('appoints each part by its own limit, and the dossier with the latest', () => {
    const outcome = given().when(input, { at, facts: linked(), actor: holder }).outcome();
    expect(outcome).toMatchObject([
      {
        data: {
          parts: [
            { part: 'birth', appointed: { at: local('2025-07-01T17:00') } },
            { part: 'residence', agency: 'Công an', appointed: { at: local('2025-07-04T14:20') } },
          ],
          appointed: {
            at: local('2025-07-04T14:20'),
            lines: [
              'Tiếp nhận lúc 14:20 thứ Ba 01/07/2025',
              'Đăng ký khai sinh: 17:00 thứ Ba 01/07/2025',
              'Đăng ký thường trú: 14:20 thứ Sáu 04/07/2025',
              'Hẹn trả: 14:20 thứ Sáu 04/07/2025, theo phần muộn nhất (Đăng ký thường trú)',
            ],
          },
        },
      },
    ]);
  });
  it('asks for an agreed time where a part has no published limit, and takes it for that part alone', () => {
    const insurance = {
      part: 'insurance',
      name: 'Cấp thẻ bảo hiểm y tế',
      agency: 'Bảo hiểm xã hội',
      limit: { kind: 'unpublished' } as const,
    };
    const three = linked({ parts: [...parts, insurance] });
    given().when(input, { at, facts: three }).isRejected('procedure-limit-unpublished');
    const agreed = { at: local('2025-07-10T10:00'), reason: 'Theo cơ quan bảo hiểm xã hội' };
    expect(
      given()
        .when({ ...input, agreed }, { at, facts: three })
        .outcome(),
    ).toMatchObject([
      {
        data: {
          appointed: { at: agreed.at },
          parts: [
            { appointed: { at: local('2025-07-01T17:00') } },
            { appointed: { at: local('2025-07-04T14:20') } },
            { appointed: { at: agreed.at } },
          ],
        },
      },
    ]);
  });
});

describe('settling a part', () => {
  const { given } = specOf(settlePart);
  const input = { dossierId, part: 'birth', result };

  it('says whether that part was on time, and leaves the dossier open', () => {
    given(linkedDossier, signed)
      .when(input, { at: local('2025-07-01T17:00'), actor: holder, facts: signer })
      .yields({ type: 'PartSettled', data: { ...input, result: { ...result, signedBy }, onTime: true } });
    given(linkedDossier, signed)
      .when(input, { at: local('2025-07-02T08:00'), actor: holder, facts: signer })
      .yields({ type: 'PartSettled', data: { ...input, result: { ...result, signedBy }, onTime: false } });
  });
  it('settles the dossier with the last one, by the latest due time', () =>
    given(linkedDossier, signed, partSettled('residence', '2025-07-02T08:00'))
      .when(input, { at: local('2025-07-03T08:00'), actor: holder, facts: signer })
      .yields(
        { type: 'PartSettled', data: { ...input, result: { ...result, signedBy }, onTime: false } },
        { type: 'DossierSettled', data: { dossierId, result: { ...result, signedBy }, onTime: true } },
      ));
  it('is refused a second time, for a part that is none, and where there are no parts', () => {
    given(linkedDossier, signed, partSettled('birth', '2025-07-01T16:00'))
      .when(input, { actor: holder, facts: signer })
      .isRejected('part-already-settled');
    given(linkedDossier, signed)
      .when({ ...input, part: 'death' }, { actor: holder, facts: signer })
      .isRejected('part-not-found');
    given(received()).when(input, { actor: holder, facts: signer }).isRejected('part-not-found');
  });
  it('is the holder’s', () =>
    given(linkedDossier, signed)
      .when(input, { actor: officer('official-2') })
      .isRejected('not-the-holder'));
  it('waits for a fee, and for a supplement to it or to all, but for none to another part', () => {
    given(linkedDossier, signed, feeRequested()).when(input, { actor: holder, facts: signer }).isRejected('fee-outstanding');
    for (const part of [undefined, 'birth'])
      given(linkedDossier, signed, supplementRequested({ part }, local('2025-07-01T15:00')))
        .when(input, { at: local('2025-07-01T16:00'), actor: holder, facts: signer })
        .isRejected('clock-stopped');
    const other = supplementRequested({ part: 'residence' }, local('2025-07-01T15:00'));
    expect(
      given(linkedDossier, signed, other)
        .when(input, { at: local('2025-07-01T16:00'), actor: holder, facts: signer })
        .outcome(),
    ).toHaveLength(1);
  });
  it('is refused before it was examined and signed, and for another’s signature', () => {
    given(linkedDossier).when(input, { actor: holder, facts: signer }).isRejected('step-skipped');
    given(linkedDossier, signed).when(input, { actor: holder }).isRejected('signer-not-leader');
  });
  it('bears no day that has not come', () =>
    given(linkedDossier, signed)
      .when({ ...input, result: { ...result, date: '2025-07-05' } }, { at: local('2025-07-02T08:00'), actor: holder, facts: signer })
      .isRejected('date-out-of-order'));
  it('is how such a dossier is settled', () =>
    specOf(settleDossier)
      .given(linkedDossier, signed)
      .when({ dossierId, result }, { actor: holder, facts: signer })
      .isRejected('dossier-has-parts'));
});

describe('the clocks of parts', () => {
  const { given } = specOf(giveSupplement);
  const pause = { from: local('2025-07-01T16:00'), to: local('2025-07-02T09:00') };
  const dues = (outcome: unknown) => {
    const [{ data }] = outcome as [{ data: { due: { at: string }; parts: { part: string; due: { at: string } }[] } }];
    return [data.due.at, ...data.parts.map(({ part, due }) => `${part} ${due.at}`)];
  };

  it('stand still together, and each moves by what its limit counts', () =>
    expect(
      dues(
        given(linkedDossier, supplementRequested({}, pause.from)).when({ dossierId, components: [] }, { at: pause.to, facts }).outcome(),
      ),
    ).toEqual([local('2025-07-04T16:50'), `birth ${local('2025-07-02T17:00')}`, `residence ${local('2025-07-04T16:50')}`]));
  it('move alone where only one part waited', () =>
    expect(
      dues(
        given(linkedDossier, supplementRequested({ part: 'birth' }, pause.from))
          .when({ dossierId, components: [] }, { at: pause.to, facts })
          .outcome(),
      ),
    ).toEqual([local('2025-07-04T14:20'), `birth ${local('2025-07-02T17:00')}`]));
  it('do not move once the part has its result', () =>
    expect(
      dues(
        given(linkedDossier, partSettled('birth', '2025-07-01T15:30'), supplementRequested({}, pause.from))
          .when({ dossierId, components: [] }, { at: pause.to, facts })
          .outcome(),
      ),
    ).toEqual([local('2025-07-04T16:50'), `residence ${local('2025-07-04T16:50')}`]));
  it('go on from where they were moved to', () => {
    const given1: Past<DossierEvent> = {
      type: 'SupplementGiven',
      occurredAt: pause.to,
      data: {
        dossierId,
        components: [],
        pausedWorkingMinutes: 150,
        due: explained('2025-07-04T14:20'),
        parts: [{ part: 'birth', due: explained('2025-07-02T17:00') }],
      },
    };
    const past = [linkedDossier, signed, supplementRequested({ part: 'birth' }, pause.from), given1];
    const settled = specOf(settlePart)
      .given(...past)
      .when({ dossierId, part: 'birth', result }, { at: local('2025-07-02T16:00'), actor: holder, facts: signer })
      .outcome();
    expect(settled).toMatchObject([{ data: { onTime: true } }]);
  });
  it('are extended together', () =>
    expect(
      dues(
        specOf(extendDossier)
          .given(linkedDossier)
          .when(
            { dossierId, workingDays: 1, reason: 'a', apology: 'b', signer: 'c', byAgreement: false },
            { at: local('2025-07-01T15:00'), facts: { time: facts, signed: signer }, actor: holder },
          )
          .outcome(),
      ),
    ).toEqual([local('2025-07-07T14:20'), `birth ${local('2025-07-02T17:00')}`, `residence ${local('2025-07-07T14:20')}`]));
  it('are stopped only for a part that is there and open', () =>
    specOf(requestSupplement)
      .given(linkedDossier)
      .when({ dossierId, items: ['Bản sao'], reason: 'x', legalGround: 'y', part: 'death' }, { actor: holder })
      .isRejected('part-not-found'));
});

describe('a procedure version with parts', () => {
  const { given } = specOf(publishProcedureVersion);
  const { version: _, verificationLimit: __, ...next } = version;
  const catalogued = {
    type: 'ProcedureCatalogued',
    data: { code: '2.000986', name: 'Liên thông', nameEn: 'Linked', field: 'Hộ tịch', provenance: 'test' },
  } as const;
  it('is published', () =>
    expect(
      given(catalogued)
        .when({ code: '2.000986', ...next, parts })
        .outcome(),
    ).toMatchObject([{ data: { parts } }]));
  it('is refused with a key twice, or with a limit that is none of its parts’', () => {
    given(catalogued)
      .when({ code: '2.000986', ...next, parts: [...parts, ...parts] })
      .isRejected('procedure-parts-invalid');
    given(catalogued)
      .when({ code: '2.000986', ...next, parts, verificationLimit: days(5) })
      .isRejected('procedure-parts-invalid');
  });
});

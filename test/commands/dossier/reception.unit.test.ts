import { describe, expect, it } from 'vitest';
import { warned } from '#commands/dossier/facts.ts';
import { receiveDossier, receiveSubmittedDossier, refuseAtCounter, refuseDossier, submitDossier } from '#commands/dossier/intake.ts';
import type { Holder } from '#events/dossier/terms.ts';
import { specOf } from '#test/support/spec.ts';
import {
  dossierId,
  elsewhere,
  handedOver,
  home,
  officer,
  received,
  receptionFacts,
  refused,
  stated,
  submitted,
  supplementGiven,
  supplementRequested,
  system,
  version,
  withdrawn,
} from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const expectHolder = (outcome: unknown, holder: Holder) =>
  expect(outcome).toEqual([expect.objectContaining({ data: expect.objectContaining({ holder }) })]);

const ground = { reason: 'Không thuộc thẩm quyền', legalGround: 'Nghị định 118/2025/NĐ-CP' };
const at = local('2025-07-01T14:20');
const procedure = { catalogued: true, versions: [version] };
const appointed = {
  at: local('2025-07-04T14:20'),
  lines: ['Tiếp nhận lúc 14:20 thứ Ba 01/07/2025', 'Thời hạn: 3 ngày làm việc (24 giờ làm việc)', 'Hẹn trả: 14:20 thứ Sáu 04/07/2025'],
};
const bound = {
  code: 'H29.25747-250701-0001',
  procedureVersion: 2,
  limit: version.limit,
  verificationLimit: version.verificationLimit,
  extension: version.extension,
  steps: version.steps,
  appointed,
};

describe('receiving at the counter', () => {
  const { given } = specOf(receiveDossier);
  const input = { ...stated, channel: 'direct' as const, placeOfReceipt: home, pointId: 'main' };
  const facts = receptionFacts();

  it('binds the version in force and tells the appointed time; the receiving official holds the dossier', () => {
    const holder = { unit: home, official: 'official-1' };
    given()
      .when(input, { at, facts, actor: officer('official-1') })
      .yields({ type: 'DossierReceived', data: { ...stated, channel: 'direct', ...bound, placeOfReceipt: home, pointId: 'main', holder } });
  });
  it('puts on record what whoever receives it is told to look at: a dossier of the same owner and procedure, no component', () => {
    const holder = { unit: home, official: 'official-1' };
    const alike = [{ dossierId: 'other', code: 'H29.25747-250701-0007' }];
    const procedure = { catalogued: true, versions: [version], components: 3 };
    given()
      .when({ ...input, components: [] }, { at, facts: receptionFacts({ alike, procedure }), actor: officer('official-1') })
      .yields({
        type: 'DossierReceived',
        data: {
          ...stated,
          components: [],
          channel: 'direct',
          ...bound,
          placeOfReceipt: home,
          pointId: 'main',
          holder,
          warnings: [
            {
              code: 'same-owner-and-procedure',
              detail: 'Dossier H29.25747-250701-0007 (other) of the same owner and procedure came in on the same day.',
            },
            { code: 'components-missing', detail: 'No component was named; the procedure asks for 3.' },
          ],
        },
      });
  });
  it('warns of several dossiers alike in one sentence, with their number', () => {
    const alike = Array.from({ length: 9 }, (_, n) => ({ dossierId: `other-${n}`, code: null }));
    const { warnings } = warned([{}], { alike, procedure: { catalogued: true, versions: [version] } });
    const detail = 'Dossier other-0 (other-0) of the same owner and procedure came in on the same day, and so did 8 more.';
    expect(warnings).toEqual([{ code: 'same-owner-and-procedure', detail }]);
  });
  it('says of owners who are known by name alone that the name is the same', () => {
    const alike = [{ dossierId: 'other', code: 'H29.25747-250701-0007', byName: true as const }];
    const told = (some: typeof alike) => warned([{}], { alike: some, procedure: { catalogued: true, versions: [version] } }).warnings;
    const detail = 'Dossier H29.25747-250701-0007 (other) of an owner of the same name came in here on the same day for the same procedure';
    expect(told(alike)).toEqual([{ code: 'same-name-and-procedure', detail: `${detail}.` }]);
    expect(told([...alike, ...alike])).toEqual([{ code: 'same-name-and-procedure', detail: `${detail}, and so did 1 more.` }]);
  });
  it('turns nobody away because dossiers alike cannot be looked up, and says so', () => {
    const holder = { unit: home, official: 'official-1' };
    const warnings = [{ code: 'alike-not-checked', detail: 'Whether the owner handed in the same that day could not be looked up.' }];
    const data = { ...stated, channel: 'direct' as const, ...bound, placeOfReceipt: home, pointId: 'main', holder, warnings };
    given()
      .when(input, { at, facts: receptionFacts({ alike: 'unknown' }), actor: officer('official-1') })
      .yields({ type: 'DossierReceived', data });
  });
  it('leaves the dossier at the desk when no official is known, also at a Center that is not competent', () => {
    given()
      .when({ ...input, placeOfReceipt: elsewhere }, { at, facts, actor: officer(undefined, elsewhere) })
      .yields({
        type: 'DossierReceived',
        data: { ...stated, channel: 'direct', ...bound, placeOfReceipt: elsewhere, pointId: 'main', holder: { unit: elsewhere } },
      });
  });
  it('takes the last of the versions in force on the day, not a coming one', () => {
    const newer = { ...version, version: 3, effectiveFrom: '2025-07-02', limit: { kind: 'working-days' as const, days: 1 } };
    const versions = [{ ...version, version: 1, effectiveFrom: '2025-06-01' }, version, newer];
    given()
      .when(input, { at, facts: receptionFacts({ procedure: { catalogued: true, versions } }), actor: officer('official-1') })
      .yields({
        type: 'DossierReceived',
        data: {
          ...stated,
          channel: 'direct',
          ...bound,
          placeOfReceipt: home,
          pointId: 'main',
          holder: { unit: home, official: 'official-1' },
        },
      });
  });
  it('is refused for an id in use', () => given(received()).when(input, { facts }).isRejected('dossier-already-exists'));
  it('is refused at a unit that is none', () =>
    given()
      .when({ ...input, placeOfReceipt: '99999' }, { at, facts })
      .isRejected('unit-unknown'));
  it('is refused for a competent unit that is none', () =>
    given()
      .when({ ...input, competentUnit: '99999' }, { at, facts })
      .isRejected('unit-unknown'));
  it('is refused before the Center is open', () =>
    given()
      .when(input, { at: local('2025-06-30T14:20'), facts })
      .isRejected('center-not-receiving'));
  it('is refused at a Center that never opened', () =>
    given()
      .when(input, { at, facts: receptionFacts({ place: { points: new Map() } }) })
      .isRejected('center-not-receiving'));
  it('is refused at a point that is none', () =>
    given()
      .when({ ...input, pointId: 'other' }, { at, facts })
      .isRejected('point-not-found'));
  it.each([
    ['before it opens', { openedOn: '2025-07-02' }],
    ['on the day it closes', { openedOn: '2025-06-01', closedOn: '2025-07-01' }],
  ])('is refused at a point %s', (_, point) => {
    const place = { openedOn: '2025-07-01', points: new Map([['main', point]]) };
    given()
      .when(input, { at, facts: receptionFacts({ place }) })
      .isRejected('point-closed');
  });
  it('is refused for a procedure that is not in the catalogue', () =>
    given()
      .when(input, { at, facts: receptionFacts({ procedure: { catalogued: false, versions: [] } }) })
      .isRejected('procedure-not-found'));
  it('is refused from the day on which the procedure is retired', () =>
    given()
      .when(input, { at, facts: receptionFacts({ procedure: { ...procedure, retiredOn: '2025-07-01' } }) })
      .isRejected('procedure-retired'));
  it('is refused before any version is in effect', () =>
    given()
      .when(input, {
        at,
        facts: receptionFacts({ procedure: { catalogued: true, versions: [{ ...version, effectiveFrom: '2025-08-01' }] } }),
      })
      .isRejected('procedure-not-in-effect'));
  it('is refused while no time limit is published: nobody may be given an appointment', () =>
    given()
      .when(input, {
        at,
        facts: receptionFacts({ procedure: { catalogued: true, versions: [{ ...version, limit: { kind: 'unpublished' } }] } }),
      })
      .isRejected('procedure-limit-unpublished'));
  const unpublished = receptionFacts({ procedure: { catalogued: true, versions: [{ ...version, limit: { kind: 'unpublished' } }] } });
  const agreed = { at: local('2025-07-10T10:00'), reason: 'Chờ ý kiến cơ quan công an' };
  it('says what to do where no time limit is published', () => {
    const refusal = given().when(input, { at, facts: unpublished }).outcome();
    expect(refusal).toMatchObject({ message: expect.stringMatching(/agreed.*Form 03.*RefuseAtCounter/) });
  });
  it('takes a time agreed with the citizen where no time limit is published', () => {
    const outcome = given()
      .when({ ...input, agreed }, { at, facts: unpublished })
      .outcome();
    expect(outcome).toMatchObject([
      {
        data: {
          limit: { kind: 'unpublished' },
          agreed: { reason: agreed.reason },
          appointed: {
            at: agreed.at,
            lines: [
              'Tiếp nhận lúc 14:20 thứ Ba 01/07/2025',
              'Thủ tục chưa được công bố thời hạn giải quyết',
              'Thời gian hẹn theo thỏa thuận với người nộp hồ sơ: Chờ ý kiến cơ quan công an',
              'Hẹn trả: 10:00 thứ Năm 10/07/2025',
            ],
          },
        },
      },
    ]);
  });
  it('takes no agreed time where a limit is published', () =>
    given()
      .when({ ...input, agreed }, { at, facts })
      .isRejected('procedure-limit-published'));
  it.each(['2025-07-01T14:20', '2025-07-10T12:00', '2025-07-12T10:00', '2025-09-02T10:00'])('takes no agreed time of %s', (time) =>
    given()
      .when({ ...input, agreed: { ...agreed, at: local(time) } }, { at, facts: unpublished })
      .isRejected('agreed-time-invalid'),
  );
  it('takes the limit of its channel', () => {
    const limitByChannel = { postal: { kind: 'working-days', days: 5 } } as const;
    const byChannel = receptionFacts({ procedure: { catalogued: true, versions: [{ ...version, limitByChannel }] } });
    const appointedFor = (channel: 'direct' | 'postal') =>
      given()
        .when({ ...input, channel }, { at, facts: byChannel })
        .outcome();
    expect(appointedFor('direct')).toMatchObject([{ data: { limit: version.limit, appointed: { at: local('2025-07-04T14:20') } } }]);
    expect(appointedFor('postal')).toMatchObject([
      { data: { limit: limitByChannel.postal, appointed: { at: local('2025-07-08T14:20') } } },
    ]);
  });
  const limited = (from: string, without = ['2.000815']) => ({ ...receptionFacts().place, offers: [{ from, without }] });
  it('is refused for a procedure that the Center does not offer that day', () => {
    given()
      .when(input, { at, facts: receptionFacts({ place: limited('2025-07-01') }) })
      .isRejected('procedure-not-offered');
    given()
      .when({ ...input, competentUnit: elsewhere }, { at, facts: receptionFacts({ competent: limited('2025-07-01') }) })
      .isRejected('procedure-not-offered');
  });
  it('is possible before the Center limits its offer, after it offers all again, and in a pilot', () => {
    const again = { ...receptionFacts().place, offers: [...limited('2025-06-01').offers, { from: '2025-07-01', without: [] }] };
    for (const place of [limited('2025-07-02'), again, limited('2025-07-01', ['1.004873'])])
      expect(
        given()
          .when(input, { at, facts: receptionFacts({ place }) })
          .outcome(),
      ).toHaveLength(1);
  });
  it('is refused in a year without a calendar', () =>
    given()
      .when(input, { at, facts: receptionFacts({ time: workingTime({ days: {} }) }) })
      .isRejected('calendar-not-published'));
});

describe('submitting', () => {
  const { given } = specOf(submitDossier);
  const facts = { procedure, time: workingTime() };
  const input = { ...stated, channel: 'online' as const };

  it('waits at the competent Center’s desk, to be received within one working day', () => {
    given()
      .when(input, { at, facts, actor: system })
      .yields({
        type: 'DossierSubmitted',
        data: {
          ...input,
          holder: { unit: home },
          receiveBy: {
            at: local('2025-07-02T14:20'),
            lines: [
              'Nộp lúc 14:20 thứ Ba 01/07/2025',
              'Thời hạn: 1 ngày làm việc (8 giờ làm việc)',
              'Phải tiếp nhận trước: 14:20 thứ Tư 02/07/2025',
            ],
          },
        },
      });
  });
  it('may go to another Center than the competent one', () => {
    const outcome = given()
      .when({ ...input, sentTo: elsewhere }, { at, facts, actor: system })
      .outcome();
    expectHolder(outcome, { unit: elsewhere });
  });
  it('is refused for an id in use', () => given(submitted()).when(input, { facts }).isRejected('dossier-already-exists'));
  it('is refused for a unit that is none', () =>
    given()
      .when({ ...input, sentTo: '99999' }, { at, facts })
      .isRejected('unit-unknown'));
  it('is refused for a retired procedure', () =>
    given()
      .when(input, { at, facts: { ...facts, procedure: { ...procedure, retiredOn: '2025-07-01' } } })
      .isRejected('procedure-retired'));
});

describe('receiving what was submitted', () => {
  const { given } = specOf(receiveSubmittedDossier);
  const facts = receptionFacts();
  const { owner: _, request: __, components: ___, ...repeated } = stated;
  const sealed = (field: string) => ({ sealed: 'c2VhbGVk', stream: `dossier-${dossierId}`, eventId: 'e-1', field });
  const earlierComponents = stated.components.map((one, index) => ({ ...one, name: sealed(`components.${index}.name`) }));
  const onRecord = () => submitted({ components: earlierComponents });
  const data = {
    ...repeated,
    earlierComponents,
    channel: 'online' as const,
    ...bound,
    placeOfReceipt: home,
    holder: { unit: home, official: 'official-1' },
  };

  it('repeats what was handed in, but not the personal data', () => {
    given(onRecord())
      .when({ dossierId }, { at, facts, actor: officer('official-1') })
      .yields({ type: 'DossierReceived', data });
  });
  it('is lawful after the time for it: the dossier is only late', () => {
    const late = local('2025-07-04T14:20');
    const outcome = given(onRecord())
      .when({ dossierId }, { at: late, facts, actor: officer('official-1') })
      .outcome();
    expectHolder(outcome, { unit: home, official: 'official-1' });
  });
  it('includes the papers given while it was checked', () => {
    const more = { ...sealed('components.0.name'), eventId: 'e-2' };
    const given1 = given(onRecord(), supplementRequested({ stage: 'checking' }), supplementGiven({ components: [{ name: more }] }));
    given1
      .when({ dossierId }, { at, facts, actor: officer('official-1') })
      .yields({ type: 'DossierReceived', data: { ...data, earlierComponents: [...earlierComponents, { name: more }] } });
  });
  it('waits for the supplement that was asked for', () =>
    given(submitted(), supplementRequested({ stage: 'checking' }))
      .when({ dossierId }, { facts })
      .isRejected('clock-stopped'));
  it('is the holder’s: not another unit’s', () =>
    given(submitted())
      .when({ dossierId }, { at, facts, actor: officer(undefined, elsewhere) })
      .isRejected('not-the-holder'));
  it('is the holder’s: not another official’s', () =>
    given(submitted(), handedOver({ from: { unit: home }, step: 0 }))
      .when({ dossierId }, { at, facts, actor: officer('official-1') })
      .isRejected('not-the-holder'));
  it('is refused when there is none', () => given().when({ dossierId }, { facts }).isRejected('dossier-not-found'));
  it('is refused a second time', () => given(received()).when({ dossierId }, { facts }).isRejected('dossier-already-received'));
  it('is refused after the end', () => given(submitted(), withdrawn()).when({ dossierId }, { facts }).isRejected('dossier-ended'));
});

describe('refusing to receive', () => {
  const { given } = specOf(refuseDossier);
  const input = { dossierId, ...ground };
  it('ends a submitted dossier on a legal ground', () => given(submitted()).when(input).yields({ type: 'DossierRefused', data: input }));
  it('is possible when the supplement never came', () =>
    given(submitted(), supplementRequested({ stage: 'checking' }))
      .when(input)
      .yields({ type: 'DossierRefused', data: input }));
  it('is refused once received', () => given(received()).when(input).isRejected('dossier-already-received'));
  it('is refused a second time', () => given(submitted(), refused()).when(input).isRejected('dossier-ended'));
  it('is the holder’s', () =>
    given(submitted())
      .when(input, { actor: officer(undefined, elsewhere) })
      .isRejected('not-the-holder'));
});

describe('refusing at the counter', () => {
  const { given } = specOf(refuseAtCounter);
  const { competentUnit: _, ...handedIn } = stated;
  const input = { ...handedIn, placeOfRefusal: elsewhere, ...ground };
  const facts = { catalogued: true, place: { openedOn: '2025-07-01', points: new Map(), weeks: [] } };
  const refusedThere = { type: 'DossierRefused', data: { dossierId, ...ground } } as const;
  const submittedThere = (competentUnit: string) =>
    ({
      type: 'DossierSubmitted',
      data: { ...stated, competentUnit, channel: 'direct', holder: { unit: elsewhere } },
    }) as const;

  it('records what was handed in, and the refusal with its ground, as one act', () =>
    given()
      .when({ ...input, competentUnit: home }, { at, facts })
      .yields(submittedThere(home), refusedThere));
  it('takes the refusing Center for the competent one when none is named', () =>
    given().when(input, { at, facts }).yields(submittedThere(elsewhere), refusedThere));
  it('ends the dossier', () =>
    specOf(refuseDossier)
      .given(submitted({ channel: 'direct', receiveBy: undefined }), refused())
      .when({ dossierId, ...ground })
      .isRejected('dossier-ended'));
  it('needs a reason and a legal ground', () => {
    for (const text of ['reason', 'legalGround'])
      expect(() =>
        given()
          .when({ ...input, [text]: ' ' }, { facts })
          .outcome(),
      ).toThrow(text);
  });
  it('is refused for an id in use', () => given(submitted()).when(input, { at, facts }).isRejected('dossier-already-exists'));
  it('is refused for a unit that is none', () => {
    given()
      .when({ ...input, placeOfRefusal: '99999' }, { at, facts })
      .isRejected('unit-unknown');
    given()
      .when({ ...input, competentUnit: '99999' }, { at, facts })
      .isRejected('unit-unknown');
  });
  it('is refused at a Center that does not receive on that day', () =>
    given()
      .when(input, { at: local('2025-06-30T10:00'), facts })
      .isRejected('center-not-receiving'));
  it('is refused for a procedure that is in no catalogue', () =>
    given()
      .when(input, { at, facts: { ...facts, catalogued: false } })
      .isRejected('procedure-not-found'));
});

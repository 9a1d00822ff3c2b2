import { describe, expect, it } from 'vitest';
import { settleDossier } from '#commands/dossier/endings.ts';
import { handOverDossier } from '#commands/dossier/handovers.ts';
import { receiveDossier, receiveSubmittedDossier, refuseAtCounter, submitDossier } from '#commands/dossier/intake.ts';
import { urgeDossier } from '#commands/dossier/reminding.ts';
import { signerOf } from '#commands/dossier/signing.ts';
import { requireServing } from '#commands/handling/serving.ts';
import { isAgency, receivingForAgencies } from '#domain/dossier/agencies.ts';
import { testSettings } from '#test/support/settings.ts';
import { somebody, specOf } from '#test/support/spec.ts';
import { dossierId, elsewhere, handedOver, home, officer, received, receptionFacts, result, signed, stated, submitted } from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const agency = 'justice';
const ofAgency = { ...stated, competentUnit: agency };
const before = local('2025-12-26T09:00');
const after = local('2025-12-29T09:00');
const facts = receptionFacts({ time: workingTime() });
/** Handed to the agency by a Center, examined and to be signed. */
const atAgency = (official?: string) =>
  handedOver({
    from: { unit: home, official: 'official-1' },
    to: { unit: agency, ...(official && { official }) },
    step: 2,
    stepName: 'Ký',
  });

describe('receiving what an agency of the city settles', () => {
  const { given } = specOf(receiveDossier);
  const at = (placeOfReceipt: string) => ({ ...ofAgency, channel: 'direct' as const, placeOfReceipt });
  const taken = (placeOfReceipt: string) => [
    expect.objectContaining({ data: expect.objectContaining({ competentUnit: agency, placeOfReceipt }) }),
  ];

  it('every Center takes it in before there are area teams, and as long as nobody knows where they sit', () => {
    expect(given().when(at(home), { at: before, facts }).outcome()).toEqual(taken(home));
    expect(
      given()
        .when(at(home), { at: after, facts, settings: { areaTeams: [{ from: '2025-12-27', units: [], provenance: 'test' }] } })
        .outcome(),
    ).toEqual(taken(home));
  });
  it('afterwards a Center in which an area team sits does', () =>
    expect(given().when(at(elsewhere), { at: after, facts }).outcome()).toEqual(taken(elsewhere)));
  it('afterwards no other one does', () => given().when(at(home), { at: after, facts }).isRejected('no-area-team'));
  it('what a commune settles is received everywhere as before', () =>
    expect(
      given()
        .when({ ...at(home), competentUnit: elsewhere }, { at: after, facts })
        .outcome(),
    ).toHaveLength(1));
  it('is refused for an office that settles none, and for one that there is not', () => {
    given()
      .when({ ...at(home), competentUnit: 'office-of-city-committee' }, { at: before, facts })
      .isRejected('party-settles-nothing');
    given()
      .when({ ...at(home), competentUnit: 'no-such-department' }, { at: before, facts })
      .isRejected('party-unknown');
  });
});

describe('submitting what an agency settles', () => {
  const { given } = specOf(submitDossier);
  const online = { ...ofAgency, channel: 'online' as const };

  it('goes to the Center that it names', () =>
    expect(
      given()
        .when({ ...online, sentTo: elsewhere }, { at: after, facts })
        .outcome(),
    ).toMatchObject([{ data: { competentUnit: agency, holder: { unit: elsewhere } } }]));
  it('is refused without a Center, or for one without an area team', () => {
    given().when(online, { at: after, facts }).isRejected('place-of-receipt-missing');
    given()
      .when({ ...online, sentTo: home }, { at: after, facts })
      .isRejected('no-area-team');
  });
  it('is received later where it was sent while that was right', () =>
    expect(
      specOf(receiveSubmittedDossier)
        .given({ ...submitted({ competentUnit: agency, components: [] }), occurredAt: before })
        .when({ dossierId }, { at: after, facts, actor: officer('official-1') })
        .outcome(),
    ).toMatchObject([{ data: { placeOfReceipt: home } }]));
  it('a Center without an area team refuses it in writing', () =>
    expect(
      specOf(refuseAtCounter)
        .given()
        .when(
          { ...ofAgency, placeOfRefusal: home, reason: 'Nộp tại tổ địa bàn', legalGround: 'Quyết định' },
          { at: after, facts: { catalogued: true, place: facts.place } },
        )
        .outcome(),
    ).toHaveLength(2));
});

describe('handing over to an agency', () => {
  const { given } = specOf(handOverDossier);
  const received1 = received({ competentUnit: agency });
  const to = (unit: string, official?: string) => ({ dossierId, to: { unit, ...(official && { official }) } });

  it('puts it in the hands of its desk, which has to accept it', () =>
    expect(
      given(received1)
        .when(to(agency), { actor: officer('official-1') })
        .outcome(),
    ).toMatchObject([{ data: { to: { unit: agency }, awaitsAcceptance: true } }]));
  it('takes the word of whoever names an official there: who serves there is not known', () =>
    expect(
      given(received1)
        .when(to(agency, 'unheard-of'), { actor: officer('official-1') })
        .outcome(),
    ).toMatchObject([{ data: { to: { unit: agency, official: 'unheard-of' } } }]));
  it('is refused to one that settles none, and before reception', () => {
    given(received1)
      .when(to('office-of-city-committee'), { actor: officer('official-1') })
      .isRejected('party-settles-nothing');
    given(submitted({ competentUnit: agency }))
      .when(to(agency), { actor: officer(undefined) })
      .isRejected('dossier-not-received');
  });
  it('and back to the place of receipt is the agency’s act, by its desk', () => {
    expect(
      given(received1, atAgency())
        .when(to(home), { actor: officer(undefined, agency) })
        .outcome(),
    ).toMatchObject([{ data: { from: { unit: agency }, to: { unit: home } } }]);
    given(received1, atAgency())
      .when(to(home), { actor: officer('official-1') })
      .isRejected('not-the-holder');
  });
});

describe('settling at an agency', () => {
  const { given } = specOf(settleDossier);
  it('what stands on the paper suffices: nobody is named as signer', () =>
    given(received({ competentUnit: agency }), signed, atAgency())
      .when({ dossierId, result }, { facts: {}, actor: officer(undefined, agency) })
      .yields({ type: 'DossierSettled', data: { dossierId, result, onTime: true } }));
  it.each([undefined, 'somebody-there'])('nobody is asked whether %s serves there as a leader', async (signedBy) =>
    expect(
      await signerOf(
        { signedBy, date: '2025-07-10', kind: 'results' },
        agency,
        { actor: { ...somebody, official: 'official-1' }, settings: testSettings },
        { fold: () => Promise.reject(), run: () => Promise.reject(), lookup: { standIn: () => Promise.reject() } },
      ),
    ).toEqual(signedBy === undefined ? {} : { official: signedBy }),
  );
  it('who acts for it serves there by his token', async () => {
    const tools = { fold: () => Promise.reject(), run: () => Promise.reject(), lookup: { standIn: () => Promise.reject() } };
    const acting = { actor: officer('somebody-there', agency), occurredAt: before, now: before };
    await expect(requireServing(agency, acting, tools)).resolves.toBeUndefined();
  });
});

it('urging goes to the agency that has it in hand', () =>
  expect(
    specOf(urgeDossier)
      .given(received({ competentUnit: agency }), atAgency())
      .when({ dossierId, text: 'Đề nghị giải quyết' }, { actor: { id: 'office', role: 'supervisor' } })
      .outcome(),
  ).toMatchObject([{ data: { holder: { unit: agency }, to: ['holder', 'head'] } }]));

it('tells agencies from units, and where their dossiers are received on a day', () => {
  expect([isAgency(agency), isAgency(home)]).toEqual([true, false]);
  expect(receivingForAgencies(testSettings, '2025-12-26')).toBeUndefined();
  expect(receivingForAgencies(testSettings, '2025-12-27')).toEqual([elsewhere]);
});

import { describe, expect, it } from 'vitest';
import { acceptHandover, declineHandover, handOverDossier, recallHandover } from '#commands/dossier/handovers.ts';
import { extendDossier } from '#commands/dossier/processing.ts';
import type { Actor } from '#events/store/event.ts';
import { specOf } from '#test/support/spec.ts';
import {
  dossierId,
  elsewhere,
  feePaid,
  feeRequested,
  handedOver,
  handoverAccepted,
  home,
  officer,
  received,
  submitted,
  supplementRequested,
  system,
  verificationStarted,
  withdrawn,
} from './pasts.ts';
import { workingTime } from './workingTimes.ts';

const [giver, receiver, third] = [officer('official-1'), officer('official-2'), officer('official-3')];
const head: Actor = { id: 'head', role: 'center-head', unit: home, official: 'head' };
const [from, to] = [
  { unit: home, official: 'official-1' },
  { unit: home, official: 'official-2' },
];
const given = [received(), handedOver({ awaitsAcceptance: true })];
const reason = 'Thiếu bản chính';
const back = { type: 'DossierHandedOver', data: { dossierId, from: to, to: from, step: 0, stepName: 'Tiếp nhận' } } as const;

describe('handing over', () => {
  const spec = specOf(handOverDossier);
  const waits = (actor: Actor, receiving: { unit: string; official?: string }) => {
    const facts = { positions: ['specialist' as const] };
    const outcome = spec
      .given(received({ holder: { unit: home } }))
      .when({ dossierId, to: receiving }, { actor, facts })
      .outcome();
    return (outcome as unknown as { data: { awaitsAcceptance?: true } }[])[0]?.data.awaitsAcceptance;
  };
  it('waits for the receiver to accept', () => {
    expect(waits(giver, to)).toBe(true);
    expect(waits(giver, { unit: elsewhere })).toBe(true);
  });
  it('waits for nobody where someone takes up himself what lies at the desk, or Motcua moves it', () => {
    expect(waits(receiver, to)).toBeUndefined();
    expect(waits(system, to)).toBeUndefined();
  });
});

describe('accepting', () => {
  const spec = specOf(acceptHandover);
  it.each([
    ['the receiver', receiver],
    ['the head of his unit', head],
  ])('is done by %s', (_, actor) =>
    spec
      .given(...given)
      .when({ dossierId }, { actor })
      .yields({ type: 'DossierHandoverAccepted', data: { dossierId } }),
  );
  it.each([
    ['the giver', giver],
    ['anybody else of the unit', third],
  ])('is refused to %s', (_, actor) =>
    spec
      .given(...given)
      .when({ dossierId }, { actor })
      .isRejected('not-the-holder'),
  );
  it('changes nothing again, nor where nobody waits: on record before acceptance was asked for', () => {
    const accepted = handoverAccepted();
    spec
      .given(...given, accepted)
      .when({ dossierId }, { actor: receiver })
      .yieldsNothing();
    spec.given(received(), handedOver()).when({ dossierId }, { actor: receiver }).yieldsNothing();
  });
  it('is refused after the end', () =>
    spec
      .given(...given, withdrawn())
      .when({ dossierId }, { actor: receiver })
      .isRejected('dossier-ended'));
});

describe('declining', () => {
  const spec = specOf(declineHandover);
  it('says why, and gives it back to the giver at the step it had', () =>
    spec
      .given(...given)
      .when({ dossierId, reason }, { actor: receiver })
      .yields({ type: 'DossierHandoverDeclined', data: { dossierId, reason } }, { ...back, data: { ...back.data, note: reason } }));
  it('gives it back before reception too', () =>
    spec
      .given(submitted(), handedOver({ from: { unit: home }, step: 0, stepName: 'Tiếp nhận', awaitsAcceptance: true }))
      .when({ dossierId, reason }, { actor: receiver })
      .yields(
        { type: 'DossierHandoverDeclined', data: { dossierId, reason } },
        { type: 'DossierHandedOver', data: { dossierId, from: to, to: { unit: home }, step: 0, stepName: 'Tiếp nhận', note: reason } },
      ));
  it.each([
    ['it was accepted', [...given, { ...handoverAccepted(), actor: receiver }]],
    ['the receiver began to work on it', [...given, { ...verificationStarted(), actor: receiver }]],
    ['the receiver asked for papers', [...given, { ...supplementRequested(), actor: receiver }]],
    ['it is on record from before acceptance was asked for', [received(), handedOver()]],
    ['it was given back', [...given, { ...handedOver({ from: to, to: from, step: 0 }), actor: receiver }]],
  ])('is refused once %s', (_, past) => {
    const last = past.at(-1) as { data: { to?: { official?: string } } };
    const holder = last.data.to?.official === 'official-1' ? giver : receiver;
    spec
      .given(...past)
      .when({ dossierId, reason }, { actor: holder })
      .isRejected('handover-not-waiting');
  });
  it('is refused to the giver', () =>
    spec
      .given(...given)
      .when({ dossierId, reason }, { actor: giver })
      .isRejected('not-the-holder'));
});

describe('recalling', () => {
  const spec = specOf(recallHandover);
  it.each([
    ['the giver', giver],
    ['the head of his unit', head],
  ])('is done by %s as long as nobody accepted', (_, actor) =>
    spec
      .given(...given)
      .when({ dossierId }, { actor })
      .yields({ type: 'DossierHandoverRecalled', data: { dossierId } }, back),
  );
  it('is possible while the citizen pays meanwhile', () =>
    spec
      .given(...given, feeRequested(), feePaid())
      .when({ dossierId }, { actor: giver })
      .yields({ type: 'DossierHandoverRecalled', data: { dossierId } }, back));
  it('is refused to the receiver, who declines', () =>
    spec
      .given(...given)
      .when({ dossierId }, { actor: receiver })
      .isRejected('not-the-giver'));
  it.each([
    ['accepted', [...given, { ...handoverAccepted(), actor: receiver }]],
    ['passed on', [...given, { ...handedOver({ from: to, to: { unit: home } }), actor: system }]],
    ['recalled', [...given, { ...handedOver({ from: to, to: from }), actor: giver }]],
  ])('is refused once it was %s', (_, past) =>
    spec
      .given(...past)
      .when({ dossierId }, { actor: giver })
      .isRejected('handover-not-waiting'),
  );
});

describe('meanwhile', () => {
  it('the giver does nothing else with it', () =>
    specOf(extendDossier)
      .given(...given)
      .when(
        { dossierId, workingDays: 1, reason, apology: 'Xin lỗi', signer: 'Giám đốc', byAgreement: false },
        { actor: giver, facts: { time: workingTime(), signed: undefined } },
      )
      .isRejected('not-the-holder'));
});

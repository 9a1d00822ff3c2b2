import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveDossier } from '#commands/dossier/archiveDossier.ts';
import { type Dossier, dossier } from '#commands/dossier/dossier.ts';
import { eraseDossierPersonalData } from '#commands/dossier/eraseDossierPersonalData.ts';
import { extendDossier } from '#commands/dossier/extendDossier.ts';
import { giveSupplement } from '#commands/dossier/giveSupplement.ts';
import { handOverDossier } from '#commands/dossier/handOverDossier.ts';
import { payFee } from '#commands/dossier/payFee.ts';
import { receiveDossier } from '#commands/dossier/receiveDossier.ts';
import { receiveSubmittedDossier } from '#commands/dossier/receiveSubmittedDossier.ts';
import { refuseDossier } from '#commands/dossier/refuseDossier.ts';
import { requestFee } from '#commands/dossier/requestFee.ts';
import { requestSupplement } from '#commands/dossier/requestSupplement.ts';
import { returnResult } from '#commands/dossier/returnResult.ts';
import { settleDossier } from '#commands/dossier/settleDossier.ts';
import { startVerification } from '#commands/dossier/startVerification.ts';
import { stopDossier } from '#commands/dossier/stopDossier.ts';
import { submitDossier } from '#commands/dossier/submitDossier.ts';
import { withdrawDossier } from '#commands/dossier/withdrawDossier.ts';
import { Rejection } from '#commands/rejections.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Actor } from '#events/store/event.ts';
import { type Past, recorded, specOf } from '#test/support/spec.ts';
import { dossierId, elsewhere, home, officer, receptionFacts, result, stated, system } from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

type Outcome = readonly DossierEvent[] | Rejection;
/** One attempt: whatever stands on record, this is tried at this time by this actor. */
type Attempt = { name: string; run: (past: readonly Past<DossierEvent>[], at: string, actor: Actor) => Outcome };

const time = workingTime();
const facts = receptionFacts();
const text = { reason: 'Lý do', legalGround: 'Căn cứ' };
const serving = { registered: true, service: [home, elsewhere].map((unit) => ({ assignmentId: unit, unit, from: '2025-01-01' })) };

const attempt = (name: string, run: Attempt['run']): Attempt => ({ name, run });
const attempts = (pick: { to: { unit: string; official?: string }; days: number; dong: number }): Attempt[] => [
  attempt('submit', (past, at, actor) =>
    specOf(submitDossier)
      .given(...past)
      .when({ ...stated, channel: 'online' }, { at, actor, facts: { procedure: facts.procedure, time } })
      .outcome(),
  ),
  attempt('receive', (past, at, actor) =>
    specOf(receiveDossier)
      .given(...past)
      .when({ ...stated, channel: 'direct', placeOfReceipt: home }, { at, actor, facts })
      .outcome(),
  ),
  attempt('receive submitted', (past, at, actor) =>
    specOf(receiveSubmittedDossier)
      .given(...past)
      .when({ dossierId }, { at, actor, facts })
      .outcome(),
  ),
  attempt('refuse', (past, at, actor) =>
    specOf(refuseDossier)
      .given(...past)
      .when({ dossierId, ...text }, { at, actor })
      .outcome(),
  ),
  attempt('ask for a supplement', (past, at, actor) =>
    specOf(requestSupplement)
      .given(...past)
      .when({ dossierId, items: ['x'], ...text }, { at, actor })
      .outcome(),
  ),
  attempt('give a supplement', (past, at, actor) =>
    specOf(giveSupplement)
      .given(...past)
      .when({ dossierId, components: [] }, { at, actor, facts: time })
      .outcome(),
  ),
  attempt('hand over', (past, at, actor) =>
    specOf(handOverDossier)
      .given(...past)
      .when({ dossierId, to: pick.to }, { at, actor, facts: pick.to.official === undefined ? undefined : serving })
      .outcome(),
  ),
  attempt('verify', (past, at, actor) =>
    specOf(startVerification)
      .given(...past)
      .when({ dossierId, ground: 'x' }, { at, actor, facts: time })
      .outcome(),
  ),
  attempt('extend', (past, at, actor) =>
    specOf(extendDossier)
      .given(...past)
      .when({ dossierId, reason: 'x', apology: 'x', signer: 'x', byAgreement: false, workingDays: pick.days }, { at, actor, facts: time })
      .outcome(),
  ),
  attempt('ask for a fee', (past, at, actor) =>
    specOf(requestFee)
      .given(...past)
      .when({ dossierId, items: [{ name: 'x', kind: 'fee', dong: pick.dong }] }, { at, actor })
      .outcome(),
  ),
  attempt('pay', (past, at, actor) =>
    specOf(payFee)
      .given(...past)
      .when({ dossierId, totalDong: pick.dong, method: 'cash', receiptNumber: '1' }, { at, actor, facts: time })
      .outcome(),
  ),
  attempt('withdraw', (past, at, actor) =>
    specOf(withdrawDossier)
      .given(...past)
      .when({ dossierId, reason: 'x' }, { at, actor })
      .outcome(),
  ),
  attempt('stop', (past, at, actor) =>
    specOf(stopDossier)
      .given(...past)
      .when({ dossierId, ...text }, { at, actor })
      .outcome(),
  ),
  attempt('settle', (past, at, actor) =>
    specOf(settleDossier)
      .given(...past)
      .when({ dossierId, result }, { at, actor })
      .outcome(),
  ),
  attempt('return', (past, at, actor) =>
    specOf(returnResult)
      .given(...past)
      .when({ dossierId, means: 'counter' }, { at, actor })
      .outcome(),
  ),
  attempt('archive', (past, at, actor) =>
    specOf(archiveDossier)
      .given(...past)
      .when({ dossierId, fileReference: 'x', retention: 'x' }, { at, actor })
      .outcome(),
  ),
  attempt('erase', (past, at, actor) =>
    specOf(eraseDossierPersonalData)
      .given(...past)
      .when({ dossierId, ground: 'x' }, { at, actor })
      .outcome(),
  ),
];

const anyPick = fc.record({
  to: fc.constantFrom<{ unit: string; official?: string }[]>(
    { unit: home },
    { unit: home, official: 'official-1' },
    { unit: home, official: 'official-2' },
    { unit: elsewhere },
  ),
  days: fc.constantFrom(0.5, 1, 2),
  dong: fc.constantFrom(0, 8000),
});
const anyActor = fc.oneof(
  { arbitrary: fc.constant(system), weight: 5 },
  {
    arbitrary: fc.constantFrom(officer(undefined), officer('official-1'), officer('official-2'), officer(undefined, elsewhere)),
    weight: 1,
  },
);
const ENDINGS = new Set(['refuse', 'withdraw', 'stop']);
const anyStep = fc.tuple(
  anyPick.chain((pick) => {
    const all = attempts(pick);
    const lasting = all.filter(({ name }) => !ENDINGS.has(name));
    return fc.oneof({ arbitrary: fc.constantFrom(...lasting), weight: 12 }, { arbitrary: fc.constantFrom(...all), weight: 1 });
  }),
  anyActor,
  fc.constantFrom(0, 5, 60, 600, 1440, 3000),
);
const anyLife = fc.array(anyStep, { minLength: 5, maxLength: 30 });

const stateAfter = (past: readonly Past<DossierEvent>[]): Dossier =>
  recorded(`dossier-${dossierId}`, past).reduce(dossier.evolve, dossier.initial);

/** Tries everything in turn, and looks at each accepted event with the state before and after it. */
const live = (
  life: readonly (readonly [Attempt, Actor, number])[],
  look: (seen: { before: Dossier; event: DossierEvent; after: Dossier; past: readonly Past<DossierEvent>[] }) => void,
  repeat: (again: Outcome, name: string) => void = () => {},
): Past<DossierEvent>[] => {
  const past: Past<DossierEvent>[] = [];
  let at = local('2025-07-01T08:00');
  for (const [{ name, run }, actor, minutes] of life) {
    at = Temporal.Instant.from(at).add({ minutes }).toString({ smallestUnit: 'millisecond' });
    const outcome = run(past, at, actor);
    if (outcome instanceof Rejection) continue;
    for (const event of outcome) {
      const before = stateAfter(past);
      past.push({ ...event, occurredAt: at });
      look({ before, event, after: stateAfter(past), past });
    }
    if (outcome.length > 0) repeat(run(past, at, actor), name);
  }
  return past;
};

const runs = { numRuns: 60 };

describe('whatever is tried on a dossier', () => {
  it('an open dossier has exactly one holder, handed on from hand to hand; an ended one has none', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        live(life, ({ before, event, after }) => {
          expect('holder' in after).toBe(!('archived' in after));
          if (event.type === 'DossierHandedOver') {
            expect('holder' in before && before.holder).toEqual(event.data.from);
            expect('holder' in after && after.holder).toEqual(event.data.to);
          } else if ('holder' in before && 'holder' in after && event.type !== 'DossierReceived')
            expect(after.holder).toEqual(before.holder);
        });
      }),
      runs,
    );
  });
  it('the end is the end', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        live(life, ({ before, event, after }) => {
          if (!('archived' in before)) return;
          expect(['DossierArchived', 'DossierPersonalDataErased']).toContain(event.type);
          expect(after.status).toBe(before.status);
        });
      }),
      runs,
    );
  });
  it('it is received once, and what the law allows once happens once', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        const types = live(life, () => {}).map(({ type }) => type);
        for (const once of ['DossierReceived', 'SupplementRequested', 'DossierExtended', 'VerificationStarted', 'DossierSettled'])
          expect(types.filter((type) => type === once).length).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });
  it('the due time begins at the appointed time and only ever moves later', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        live(life, ({ before, event, after }) => {
          if (event.type === 'DossierReceived') expect('dueAt' in after && after.dueAt).toBe(event.data.appointed.at);
          else if ('dueAt' in before && 'dueAt' in after) expect(after.dueAt >= before.dueAt).toBe(true);
        });
      }),
      runs,
    );
  });
  it('a result comes only with the clock running and nothing owed, on time if and only if not after the due time', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        live(life, ({ before, event, past }) => {
          if (event.type !== 'DossierSettled' || !('dueAt' in before)) return;
          expect({ stops: before.stops, owed: before.feeDong }).toEqual({ stops: [], owed: undefined });
          expect(event.data.onTime).toBe((past.at(-1)?.occurredAt ?? '') <= before.dueAt);
        });
      }),
      runs,
    );
  });
  it('the same act again at once is refused or changes nothing', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        live(
          life,
          () => {},
          (again, name) => expect({ name, again: again instanceof Rejection ? [] : again }).toEqual({ name, again: [] }),
        );
      }),
      runs,
    );
  });
  it('lives reach every kind of event, so that the rules above are put to the test', () => {
    const reached = new Set(fc.sample(anyLife, { numRuns: 600, seed: 7 }).flatMap((life) => live(life, () => {}).map(({ type }) => type)));
    expect([...reached].toSorted()).toEqual([
      'DossierArchived',
      'DossierExtended',
      'DossierHandedOver',
      'DossierPersonalDataErased',
      'DossierReceived',
      'DossierRefused',
      'DossierSettled',
      'DossierStopped',
      'DossierSubmitted',
      'DossierWithdrawn',
      'FeePaid',
      'FeeRequested',
      'ResultReturned',
      'SupplementGiven',
      'SupplementRequested',
      'VerificationStarted',
    ]);
  });
});

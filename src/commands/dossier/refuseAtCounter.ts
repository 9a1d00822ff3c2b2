import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { UnitCode } from '#events/terms.ts';
import { dossierCommand } from './dossier.ts';
import { centerFacts, procedureFacts } from './facts.ts';
import { pilotOf, requireReceiving } from './reception.ts';
import { requireKnownUnit } from './rules.ts';

const { DossierSubmitted, DossierRefused } = dossierEvents.schemas;

/**
 * Refusing without a written reason is prohibited (Decree 118/2025/NĐ-CP, Art. 5), so what is turned away at the counter is on record too.
 * That the procedure is retired, or not yet in effect, may be the very ground; only a code outside the catalogue is no procedure.
 */
export const refuseAtCounter = dossierCommand({
  name: 'RefuseAtCounter',
  summary: 'Refuses at the counter to receive a dossier, in writing and on a legal ground (Form 03); no number is taken.',
  input: DossierSubmitted.omit({ channel: true, holder: true, receiveBy: true, externalCode: true }).extend({
    competentUnit: UnitCode.optional().describe('Center competent to settle it; absent: the refusing one, or none of the city.'),
    placeOfRefusal: UnitCode.describe('Center at whose counter it was handed in.'),
    reason: DossierRefused.shape.reason,
    legalGround: DossierRefused.shape.legalGround,
  }),
  unit: ({ placeOfRefusal }) => placeOfRefusal,
  prepare: async ({ procedure, placeOfRefusal, pilot: pilotId }, _dossier, _context, tools) => {
    const [facts, place, pilot] = await Promise.all([
      tools.fold(`procedure-${procedure}`, procedureFacts),
      tools.fold(`center-${placeOfRefusal}`, centerFacts),
      pilotOf(pilotId, tools),
    ]);
    return { catalogued: facts.catalogued, place, ...pilot };
  },
  decide: (dossier, input, context, { catalogued, place, pilot }) => {
    const { placeOfRefusal, reason, legalGround, ...stated } = input;
    const { dossierId, procedure, competentUnit = placeOfRefusal } = stated;
    if (dossier.status !== 'absent') throw new Rejection('dossier-already-exists', `There is a dossier ${dossierId}.`);
    requireKnownUnit(placeOfRefusal, context);
    requireKnownUnit(competentUnit, context);
    requireReceiving({ placeOfReceipt: placeOfRefusal, procedure }, place, pilot, localDay(context.occurredAt));
    if (!catalogued) throw new Rejection('procedure-not-found', `There is no procedure ${procedure}.`);
    return [
      { type: 'DossierSubmitted', data: { ...stated, competentUnit, channel: 'direct', holder: { unit: placeOfRefusal } } },
      { type: 'DossierRefused', data: { dossierId, reason, legalGround } },
    ];
  },
});

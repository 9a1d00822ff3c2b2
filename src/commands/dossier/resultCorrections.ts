import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import { servingLookups } from '#commands/handling/serving.ts';
import { isSettledLast } from '#domain/dossier/parts.ts';
import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { Result } from '#events/dossier/terms.ts';
import { correctionLookups, openedBy, requireHead, requireKept, unopened } from './corrections.ts';
import { dossierCommand, partNamed, presentDossier, receivedDossier } from './guards.ts';
import { isOnRecord, type Opened } from './onRecord.ts';
import { requireSigner, SignedResult, type Signer, signerOfResult, WebLink } from './signing.ts';
import type { Of, Received } from './state.ts';

const { ResultCorrected } = dossierEvents.schemas;

/** A document bears no day that has not come. */
export const requireDatedBy = ({ date }: Pick<Result, 'date'>, occurredAt: string): void => {
  const day = localDay(occurredAt);
  if (date > day) throw new Rejection('date-out-of-order', `result.date: the result is dated ${date}, after ${day}, the day of this act.`);
};

/** A correction that names no signer leaves the one on record. */
const withSigner = (stated: Result, before: Result | undefined): Result => {
  const signedBy = stated.signedBy ?? before?.signedBy;
  return { ...stated, ...(signedBy !== undefined && { signedBy }) };
};

type OnRecord = Pick<Of<'ResultCorrected'>, 'before' | 'part' | 'repeated'>;

/** The result on record: the dossier's, or of linked procedures that of the part named. */
const onRecord = (received: Received, part: string | undefined, id: string): OnRecord => {
  const { parts, result } = received;
  if (part !== undefined) {
    const named = partNamed(received, part);
    if (named.result === undefined) throw new Rejection('dossier-not-settled', `Part ${part} of dossier ${id} has no result yet.`);
    return { part, ...(isSettledLast(parts, named) && { repeated: true }), before: named.result };
  }
  if (parts.length > 0)
    throw new Rejection(
      'dossier-has-parts',
      `Name in part whose result it is: ${parts.map((one) => `${one.part} (${one.name})`).join(', ')}.`,
    );
  if (result === undefined) throw new Rejection('dossier-not-settled', `Dossier ${id} has no result yet.`);
  return { before: result };
};

/** The same, undefined where there is none: the decision says why. */
const resultOf = (received: Received | undefined, part: string | undefined): Result | undefined =>
  part === undefined ? received?.result : received?.parts.find((one) => one.part === part)?.result;

const resultLookups = { ...correctionLookups, ...servingLookups };
type ResultFacts = { opened: Opened; signer: Signer | undefined };
const unstated: ResultFacts = { opened: unopened, signer: undefined };

/** What the result on record holds, and who signed the one that takes its place. */
const resultFacts = async (
  stated: Pick<Result, 'signedBy' | 'date'>,
  before: Result | undefined,
  last: Received | undefined,
  context: DecisionContext,
  tools: PreparationTools<typeof resultLookups>,
): Promise<ResultFacts> => ({
  opened: (await openedBy(before, tools)) ?? unopened,
  signer: last && (await signerOfResult(stated, last.competentUnit, context, tools)),
});

export const correctResult = dossierCommand({
  name: 'CorrectResult',
  summary:
    'Corrects a result before it is returned, of linked procedures that of one part; what it said before stays on record. The head does.',
  input: ResultCorrected.omit({ before: true, repeated: true }).extend({
    result: Result.extend({
      link: WebLink,
      signedBy: Result.shape.signedBy.describe('The official who signed it, a leader on the day of the result; as on record when absent.'),
    }),
  }),
  lookups: resultLookups,
  prepare: async ({ part, result }, dossier, context, tools): Promise<ResultFacts> => {
    if (!('code' in dossier)) return unstated;
    const before = resultOf(dossier, part);
    return resultFacts(withSigner(result, before), before, dossier, context, tools);
  },
  decide: (dossier, { dossierId, ground, part, result: stated }, { actor, occurredAt }, { opened, signer }) => {
    const known = onRecord(receivedDossier(dossier, dossierId), part, dossierId);
    requireHead(actor);
    requireDatedBy(stated, occurredAt);
    // records from before it was asked for name nobody
    const result = withSigner(stated, known.before);
    if (result.signedBy !== undefined) requireSigner(signer);
    return isOnRecord(result, known.before, opened) ? [] : [{ type: 'ResultCorrected', data: { dossierId, ground, ...known, result } }];
  },
});

export const replaceResult = dossierCommand({
  name: 'ReplaceResult',
  summary:
    'Replaces a result that was returned, of linked procedures that of one part, by another, which names it and is to be returned in its stead; the dossier stays finished. The head does.',
  input: ResultCorrected.omit({ before: true, repeated: true }).extend({ result: SignedResult }),
  lookups: resultLookups,
  prepare: async ({ part, result }, dossier, context, tools): Promise<ResultFacts> =>
    'last' in dossier ? resultFacts(result, resultOf(dossier.last, part), dossier.last, context, tools) : unstated,
  decide: (dossier, { dossierId, ground, part, result: stated }, { actor, occurredAt }, { opened, signer }) => {
    const present = presentDossier(dossier, dossierId);
    if (!('archived' in present))
      throw new Rejection('result-not-returned', `Dossier ${dossierId} has not ended: it is ${present.status}.`);
    if (present.status !== 'returned' || present.last === undefined)
      throw new Rejection('dossier-ended', `Dossier ${dossierId} has ended without a result: ${present.status}.`);
    requireKept(present, dossierId);
    requireHead(actor);
    requireDatedBy(stated, occurredAt);
    const known = onRecord(present.last, part, dossierId);
    const result = { ...stated, ...requireSigner(signer) };
    return isOnRecord(result, known.before, opened) ? [] : [{ type: 'ResultReplaced', data: { dossierId, ground, ...known, result } }];
  },
});

/** How a result is put right, openly. */
export const resultCorrections = [correctResult, replaceResult];

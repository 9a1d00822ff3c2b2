import { z } from 'zod';
import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import { serviceOn, type servingLookups } from '#commands/handling/serving.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import { Rejection } from '#domain/rejections.ts';
import { inForce } from '#domain/settings.ts';
import { Result } from '#events/dossier/terms.ts';

/** An address that may be opened by whoever reads it. */
export const WebLink = z
  .url({ protocol: /^https?$/, error: 'must be an address of http or https' })
  .max(500)
  .optional();

/** A result as it is stated: whoever states it signed it, unless it says who did. */
export const SignedResult = Result.extend({
  link: WebLink,
  signedBy: Result.shape.signedBy.describe('The official who signed it, a leader that day; whoever acts when absent.'),
});

/** Who signed a paper, where an official is known by name; `because`: why that cannot be. */
export type Signer = { official?: string; because?: string };

/** A paper to be signed, and its day. */
type Paper = { signedBy?: string | undefined; date: string; kind: 'results' | 'apologies' };

/**
 * The official who signed: the one named, otherwise whoever acts. He has to serve at the competent unit, on the day of
 * the paper, in a position that signs such papers, with nobody standing in for him. `undefined`: nobody is named. Who
 * serves at an agency is not known here: what stands on its paper suffices.
 */
export const signerOf = async (
  { signedBy, date, kind }: Paper,
  unit: string,
  { actor, settings }: Pick<DecisionContext, 'actor' | 'settings'>,
  tools: PreparationTools<typeof servingLookups>,
): Promise<Signer | undefined> => {
  if (isAgency(unit)) return signedBy === undefined ? {} : { official: signedBy };
  const id = signedBy ?? actor.official;
  if (id === undefined) return undefined;
  const positions = inForce(settings.signingPositions, date)?.[kind] ?? [];
  const { positions: held = [], substitute } = (await serviceOn(id, unit, date, tools)) ?? {};
  if (!held.some((position) => positions.includes(position)))
    return {
      official: id,
      because:
        positions.length === 0
          ? `The settings name no position that signs on ${date}.`
          : `Official ${id} does not serve at ${unit} on ${date} as one who signs (${positions.join(', ')}).`,
    };
  return {
    official: id,
    ...(substitute !== undefined && { because: `On ${date} ${substitute} stands in for official ${id} at ${unit}.` }),
  };
};

/** The official who signed, where one is known by name, or the rejection `signer-not-leader`. */
export const requireSigner = (signer: Signer | undefined): { signedBy?: string } => {
  if (signer === undefined) throw new Rejection('signer-not-leader', 'Name in signedBy the official who signed.');
  if (signer.because !== undefined) throw new Rejection('signer-not-leader', signer.because);
  return signer.official === undefined ? {} : { signedBy: signer.official };
};

/** The signer of a result, by the facts of the dossier's competent unit. */
export const signerOfResult = (
  { signedBy, date }: Pick<Result, 'signedBy' | 'date'>,
  unit: string,
  context: Pick<DecisionContext, 'actor' | 'settings'>,
  tools: PreparationTools<typeof servingLookups>,
): Promise<Signer | undefined> => signerOf({ signedBy, date, kind: 'results' }, unit, context, tools);

import type { RejectionCode } from '#domain/rejections.ts';
import type { Actor } from '#events/store/event.ts';

/** One command that a simulated person gives at a simulated time. */
export type Act = {
  /** Milliseconds since 1970: the clock when the command is given. */
  at: number;
  /** Acts of one lane (a Center, a dossier) are given one after the other. */
  lane: string;
  /** Lanes whose earlier acts must be done before this one: a Center is set up before anybody receives there. */
  after?: readonly string[];
  /** The same act of the same simulation always bears the same key, so that a repeated run changes nothing. */
  key: string;
  command: string;
  input: Record<string, unknown>;
  actor: Actor;
  /** Other lanes in whose order the act stands too, and what it does there: those of the dossiers of a batch. */
  also?: { lanes: readonly string[]; does: string };
  /** It says nothing of how its lane stands. */
  aside?: true;
  /** Unit for which whoever gives it does it together with what else he does at that time. */
  together?: string;
  /** Refusals that belong to the story, for example opening a Center that is not complete. */
  refusals?: readonly RejectionCode[];
};

export const byTime = (a: Act, b: Act): number => a.at - b.at;

import { commandNamed } from '#commands/all.ts';
import type { Execute } from '#commands/handling/receipt.ts';
import type { PersonalData } from '#events/store/personalData.ts';
import { openPersonal } from '#events/store/personalData.ts';
import { access } from '#http/access.ts';
import { forbidden, grantsOf } from '#http/server/authentication.ts';
import { checked, faultsOf } from '#http/server/faults.ts';
import type { TokenRole } from '#http/server/principal.ts';
import { problemOf } from '#http/server/problemAnswers.ts';
import { inputProblem, Problem, problemDetails } from '#http/server/problems.ts';
import { inItsOwnTime, type Tools } from '#processes/tools.ts';

/** Problems that say nothing of the line: the same is tried again. */
const passing: readonly string[] = ['store-unavailable', 'stream-busy', 'unavailable'];

/**
 * Executes a line of a batch as who handed it in, for the batch's unit and by the table of access, and answers what the
 * command alone would have been answered. Throws what says nothing of the line: the process tries again.
 */
export const lineExecutor =
  (execute: Execute, personalData: Pick<PersonalData, 'open'>): Tools['executeLine'] =>
  async (name, sealed, { event, unit, line }) => {
    const { actor, correlationId, id: causationId } = event;
    const { at } = inItsOwnTime(event);
    const inTime = at !== undefined && { now: at };
    const [grant] = grantsOf(access, [actor.role as TokenRole], name);
    const may = (one: string | undefined) => grant?.scope === 'city' || one === unit;
    try {
      if (grant === undefined) throw forbidden(`None of the token's roles may do ${name}.`);
      const { input } = await openPersonal(personalData, { input: sealed });
      if (typeof input !== 'string') throw new Problem('personal-data-erased');
      const command = commandNamed(name);
      const stated: unknown = JSON.parse(input);
      const { error } = checked(command.input, stated);
      if (error !== undefined) throw inputProblem(faultsOf(error.issues, 'body'));
      const receipt = await execute(command, stated, {
        actor,
        permit: (one) => {
          if (!may(one)) throw forbidden(`The batch is done for unit ${unit}.`);
        },
        covers: may,
        idempotencyKey: `line ${line} of ${causationId}`,
        correlationId,
        causationId,
        ...inTime,
      });
      const { stream, revision, position, events } = receipt;
      return { receipt: { stream, revision, position, events: [...events] } };
    } catch (error) {
      const problem = problemOf(error);
      if (passing.includes(problem.code)) throw error;
      const { status, detail, errors, missing } = problemDetails(problem, { traceId: correlationId, language: 'en' });
      return { problem: { code: problem.code, status, ...(detail && { detail }), ...(errors && { errors }), ...(missing && { missing }) } };
    }
  };

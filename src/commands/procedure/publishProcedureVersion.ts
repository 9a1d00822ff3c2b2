import { isDeepStrictEqual } from 'node:util';
import { Rejection } from '#domain/rejections.ts';
import { procedureEvents } from '#events/procedure/events.ts';
import { catalogued, procedureCommand } from './procedure.ts';

export const publishProcedureVersion = procedureCommand({
  name: 'PublishProcedureVersion',
  summary: 'Publishes the next version of a procedure; dossiers received before its day keep theirs.',
  input: procedureEvents.schemas.ProcedureVersionPublished.omit({ version: true }),
  decide: (state, { code, ...next }) => {
    const { lastVersion, retirement } = catalogued(state, code);
    if (lastVersion !== undefined && isDeepStrictEqual(lastVersion, { ...next, version: lastVersion.version })) return [];
    // two versions from one day on: the later one corrects the earlier before anyone, or after someone, was bound to it
    if (lastVersion !== undefined && next.effectiveFrom < lastVersion.effectiveFrom)
      throw new Rejection(
        'procedure-version-out-of-order',
        `Version ${lastVersion.version} of ${code} applies from ${lastVersion.effectiveFrom} on.`,
      );
    if (retirement !== undefined && next.effectiveFrom >= retirement.retiredOn)
      throw new Rejection('procedure-retired', `Procedure ${code} is retired from ${retirement.retiredOn} on.`);
    return [{ type: 'ProcedureVersionPublished', data: { code, ...next, version: (lastVersion?.version ?? 0) + 1 } }];
  },
});

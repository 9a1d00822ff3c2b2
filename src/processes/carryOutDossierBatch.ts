import { advanceDossierBatch } from '#commands/bulk/dossierBatch.ts';
import type { LineOutcome } from '#events/bulk/events.ts';
import { defineProcess, inItsOwnTime } from './tools.ts';

/** Lines after which their outcomes are put on record: as many are asked again after a restart, under the same keys. */
const PROGRESS_EVERY = 20;

/**
 * Line by line by the ordinary command, as who handed the batch in; each line has its own outcome. Killed anywhere, it
 * goes on where it stood: every line's ids derive from the acceptance and the line, so what was done is answered as
 * done. Once all are answered, the lines' inputs become unreadable: what was recorded stands with the dossiers.
 */
export const carryOutDossierBatch = defineProcess({
  name: 'carry-out-dossier-batch',
  on: ['DossierBatchAccepted'],
  partitionOf: ({ stream }) => stream,
  react: async (event, tools) => {
    if (event.type !== 'DossierBatchAccepted') return;
    const { batchId, act, unit } = event.data;
    const recorded = await tools.read(event.stream);
    const lines = recorded.flatMap((one) => (one.type === 'DossierBatchListed' ? one.data.lines : []));
    const answered = new Set(
      recorded.flatMap((one) => (one.type === 'DossierBatchAdvanced' ? one.data.outcomes.map(({ line }) => line) : [])),
    );
    const left = lines.filter(({ line }) => !answered.has(line));
    for (let begin = 0; begin < left.length; begin += PROGRESS_EVERY) {
      const some = left.slice(begin, begin + PROGRESS_EVERY);
      const outcomes: LineOutcome[] = [];
      for (const { input, ...place } of some)
        outcomes.push({ ...place, ...(await tools.executeLine(act, input, { event, unit, line: place.line })) });
      await tools.execute(advanceDossierBatch, { batchId, outcomes }, event, {
        which: ` from line ${some[0]?.line}`,
        ...inItsOwnTime(event),
      });
    }
    await tools.eraseKey(event.stream);
  },
});

import { setTimeout as sleep } from 'node:timers/promises';
import { carryOutAssignmentBatch } from '#processes/carryOutAssignmentBatch.ts';
import type { AnyProcess } from '#processes/tools.ts';
import { moveQueues } from '#processes/watcher.ts';
import { assignmentBatches } from '#projections/assignmentBatches/projection.ts';
import { centerPeople } from '#projections/centerPeople/projection.ts';
import { officialLoad } from '#projections/officialLoad/projection.ts';
import { testSettings } from '#test/support/settings.ts';
import { type Stores, startDuties, type Works } from './duties.ts';

const works: Works = {
  projections: [assignmentBatches, centerPeople, officialLoad],
  processes: [carryOutAssignmentBatch as AnyProcess],
};

/** What moves queues and carries out batches. */
export const startPeople = (stores: Stores, working: boolean) => startDuties(stores, testSettings, working && works);

/** Moves queues again and again, as the watcher of the clock does, but without its rests. */
export const moveForEver = async ({ watchTools }: Awaited<ReturnType<typeof startPeople>>): Promise<never> => {
  for (;;) {
    await moveQueues(watchTools, new Date().toISOString());
    await sleep(20);
  }
};

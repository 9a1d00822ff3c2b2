import type { Process } from '#projections/daemon/process.ts';
import { deleteKeyWhenErased } from './deleteKeyWhenErased.ts';
import { explainUnusedNumber } from './explainUnusedNumber.ts';

/** Every process the daemon runs. */
export const processes: readonly Process[] = [deleteKeyWhenErased, explainUnusedNumber];

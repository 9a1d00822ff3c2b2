import { deleteKeyWhenErased } from './deleteKeyWhenErased.ts';
import { explainUnusedNumber } from './explainUnusedNumber.ts';
import type { AnyProcess } from './tools.ts';

/** Every process the daemon runs. */
export const processes: readonly AnyProcess[] = [deleteKeyWhenErased, explainUnusedNumber];

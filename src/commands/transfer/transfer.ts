import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import type { Recorded } from '#events/store/event.ts';
import { type TransferEvent, transferEvents } from '#events/transfer/events.ts';

type DataOf<T extends TransferEvent['type']> = Extract<TransferEvent, { type: T }>['data'];
/** What every event of a transfer says about it. */
type What = DataOf<'TransferTakenOut'>;
type Status = 'requested' | 'declined' | 'taken-out' | 'taken-in' | 'refused';
type Present = { status: Status; what: What };
type Transfer = { status: 'absent' } | Present;

const statusAfter: Record<Exclude<TransferEvent['type'], 'TransferRequested'>, Status> = {
  TransferDeclined: 'declined',
  TransferTakenOut: 'taken-out',
  TransferTakenIn: 'taken-in',
  TransferRefused: 'refused',
};

const evolve = (transfer: Transfer, event: Recorded<TransferEvent>): Transfer => {
  if (event.type === 'TransferRequested') {
    const { ground: _, ...what } = event.data;
    return { status: 'requested', what };
  }
  return transfer.status === 'absent' ? transfer : { ...transfer, status: statusAfter[event.type] };
};

export const transfer: Fold<Transfer, TransferEvent> = {
  category: transferEvents.category,
  initial: { status: 'absent' },
  evolve,
};
export const transferCommand = commandOn(transfer, { idField: 'transferId' });

/** The unit whose act it is: of the Center that gives, or of the one that receives. */
export const giver = (_: unknown, state: Transfer): string | undefined => (state.status === 'absent' ? undefined : state.what.from);
export const receiver = (_: unknown, state: Transfer): string | undefined => (state.status === 'absent' ? undefined : state.what.to);

/** What is transferred, where the transfer stands at `wanted`; else `transfer-not-found` or `transfer-status-differs`. */
export const standingAt = (state: Transfer, id: string, wanted: Status): What => {
  if (state.status === 'absent') throw new Rejection('transfer-not-found', `There is no transfer ${id}.`);
  if (state.status !== wanted) throw new Rejection('transfer-status-differs', `Transfer ${id} is ${state.status}, not ${wanted}.`);
  return state.what;
};

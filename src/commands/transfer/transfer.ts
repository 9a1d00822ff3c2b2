import { takeOutEquipment } from '#commands/center/equipment.ts';
import { type AnyCommand, commandOn, type Fold } from '#commands/handling/command.ts';
import { center } from '#domain/center/center.ts';
import { Rejection } from '#domain/rejections.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { type TransferEvent, transferEvents } from '#events/transfer/events.ts';

/** What every event of a transfer says about it. */
type What = DataOf<TransferEvent, 'TransferTakenOut'>;
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

const transfer: Fold<Transfer, TransferEvent> = { category: transferEvents.category, initial: { status: 'absent' }, evolve };
const transferCommand = commandOn(transfer, {
  idField: 'transferId',
  knownTo: (_input: unknown, state: Transfer) => (state.status === 'absent' ? [] : [state.what.from, state.what.to]),
});

/** The unit whose act it is: of the Center that gives, or of the one that receives. */
const giver = (_: unknown, state: Transfer): string | undefined => (state.status === 'absent' ? undefined : state.what.from);
const receiver = (_: unknown, state: Transfer): string | undefined => (state.status === 'absent' ? undefined : state.what.to);

/** What is transferred, if the transfer stands at `wanted`; else `transfer-not-found` or `transfer-status-differs`. */
const standingAt = (state: Transfer, id: string, wanted: Status): What => {
  if (state.status === 'absent') throw new Rejection('transfer-not-found', `There is no transfer ${id}.`);
  if (state.status !== wanted) throw new Rejection('transfer-status-differs', `Transfer ${id} is ${state.status}, not ${wanted}.`);
  return state.what;
};

/** Whether the pieces can be spared is seen when they are handed over. */
export const requestTransfer = transferCommand({
  name: 'RequestTransfer',
  summary: 'Asks for pieces that another Center has to spare.',
  input: transferEvents.schemas.TransferRequested,
  creates: true,
  generatesId: true,
  unit: ({ to }) => to,
  prepare: async ({ from, to }, _transfer, _context, { fold }) => {
    const found = await Promise.all([from, to].map(async (unit) => ({ unit, center: await fold(`center-${unit}`, center) })));
    return found.filter((one) => one.center.status === 'absent').map(({ unit }) => unit);
  },
  decide: (transfer, requested, _context, without: readonly string[]) => {
    if (transfer.status !== 'absent')
      throw new Rejection('transfer-already-requested', `There is a transfer ${requested.transferId}; it is ${transfer.status}.`);
    if (requested.from === requested.to) throw new Rejection('transfer-to-itself', `${requested.to} would receive from itself.`);
    if (without.length > 0) throw new Rejection('center-not-established', `Unit ${without.join(', ')} has no Center.`);
    return [{ type: 'TransferRequested', data: requested }];
  },
});

export const declineTransfer = transferCommand({
  name: 'DeclineTransfer',
  summary: 'The giving Center does not part with what was asked for.',
  input: transferEvents.schemas.TransferDeclined.pick({ transferId: true, reason: true }),
  unit: giver,
  decide: (transfer, { transferId, reason }) => [
    { type: 'TransferDeclined', data: { ...standingAt(transfer, transferId, 'requested'), reason } },
  ],
});

/** Pieces leave the giving Center first: it alone knows what it can spare. Without a hand-over they come back. */
export const handOverTransfer = transferCommand({
  name: 'HandOverTransfer',
  summary: 'The giving Center hands the pieces over, if it can spare them.',
  input: transferEvents.schemas.TransferTakenOut.pick({ transferId: true }),
  unit: giver,
  prepare: async ({ transferId }, transfer, _context, { run }) => {
    if (transfer.status === 'taken-out') return;
    const { from, to, item, quantity } = standingAt(transfer, transferId, 'requested');
    await run(takeOutEquipment, { unit: from, transferId, to, item, quantity });
  },
  decide: (transfer, { transferId }) =>
    transfer.status === 'taken-out' ? [] : [{ type: 'TransferTakenOut', data: standingAt(transfer, transferId, 'requested') }],
});

export const acceptTransfer = transferCommand({
  name: 'AcceptTransfer',
  summary: 'The receiving Center accepts the pieces; they are counted in there at once.',
  input: transferEvents.schemas.TransferTakenIn.pick({ transferId: true }),
  unit: receiver,
  decide: (transfer, { transferId }) =>
    transfer.status === 'taken-in' ? [] : [{ type: 'TransferTakenIn', data: standingAt(transfer, transferId, 'taken-out') }],
});

export const refuseTransfer = transferCommand({
  name: 'RefuseTransfer',
  summary: 'The receiving Center does not accept the pieces; they go back to where they came from.',
  input: transferEvents.schemas.TransferRefused.pick({ transferId: true, reason: true }),
  unit: receiver,
  decide: (transfer, { transferId, reason }) => [
    { type: 'TransferRefused', data: { ...standingAt(transfer, transferId, 'taken-out'), reason } },
  ],
});

/** Equipment that goes from one Center to another. */
export const transferCommands: readonly AnyCommand[] = [requestTransfer, declineTransfer, handOverTransfer, acceptTransfer, refuseTransfer];

import { z } from 'zod';
import { Instant, UnitCode } from '#events/terms.ts';
import { TransferId } from '#events/transfer/events.ts';
import { AsOf } from '#http/server/asOf.ts';
import { maybeInstant } from '#http/server/fields.ts';
import { defineList, defineQuery, type PastTools, type QueryTools } from '#http/server/query.ts';
import { type TransferView, transfersAt } from '#projections/equipment/queries.ts';

const State = z
  .enum(['requested', 'declined', 'taken-out', 'taken-in', 'refused'])
  .describe('Asked for; not parted with; on its way; arrived; not accepted and given back.');

const Transfer = z
  .object({
    transferId: TransferId,
    from: UnitCode,
    to: UnitCode,
    item: z.string(),
    quantity: z.int(),
    state: State,
    ground: z.string().describe('Why it was asked for.'),
    reason: z.string().nullable().describe('Why it was declined or refused.'),
    requestedAt: Instant,
    takenOutAt: maybeInstant('When the pieces left the giving Center.'),
    endedAt: maybeInstant('When they arrived, or the transfer was declined or refused.'),
  })
  .meta({ id: 'Transfer', description: 'Pieces that one Center has to spare, on their way to another.' });
type Transfer = z.infer<typeof Transfer>;

const projections = ['equipment'];

/** A Center sees what it gives and what it receives. */
const visible = ({ units }: QueryTools, { from, to }: TransferView): boolean =>
  units === 'all' || units.includes(from) || units.includes(to);

const transfersSeen = async (tools: PastTools, transferId?: string): Promise<Transfer[]> =>
  (await transfersAt(tools.db, tools.standpoint.asOf, transferId))
    .filter((transfer) => visible(tools, transfer))
    .map((transfer) => ({ ...transfer, state: State.parse(transfer.state) }));

const listTransfers = defineList({
  name: 'ListTransfers',
  summary: 'Transfers of equipment between Centers, the latest asked for first.',
  path: '/transfers',
  tag: 'transfers',
  query: z.object({ asOf: AsOf, unit: UnitCode.optional().describe('Giver or receiver.'), state: State.optional() }),
  answer: Transfer,
  key: z.tuple([Instant, TransferId]),
  keyOf: ({ requestedAt, transferId }) => [requestedAt, transferId],
  whole: ['descending', 'ascending'],
  projections,
  run: async (tools, { unit, state }) =>
    (await transfersSeen(tools))
      .filter(({ from, to }) => unit === undefined || from === unit || to === unit)
      .filter((transfer) => state === undefined || transfer.state === state),
});

const getTransfer = defineQuery({
  name: 'GetTransfer',
  summary: 'One transfer of equipment.',
  path: '/transfers/:transferId',
  tag: 'transfers',
  params: z.object({ transferId: TransferId }),
  query: z.object({ asOf: AsOf }),
  answer: Transfer,
  projections,
  run: async (tools, { transferId }) => (await transfersSeen(tools, transferId))[0],
});

export const transferQueries = [listTransfers, getTransfer];

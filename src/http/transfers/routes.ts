import { z } from 'zod';
import { Instant, UnitCode } from '#events/terms.ts';
import { TransferId } from '#events/transfer/events.ts';
import { AsOf, standpointOf, standpointProjections } from '#http/server/asOf.ts';
import { maybeInstant } from '#http/server/fields.ts';
import { pageOf } from '#http/server/page.ts';
import { defineQuery, type ListPage, type QueryTools } from '#http/server/query.ts';
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

const projections = ['equipment', ...standpointProjections];

/** A Center sees what it gives and what it receives. */
const visible = ({ units }: QueryTools, { from, to }: TransferView): boolean =>
  units === 'all' || units.includes(from) || units.includes(to);

const found = async (tools: QueryTools, asOf: AsOf | undefined, transferId?: string): Promise<Transfer[]> => {
  const standpoint = await standpointOf(tools, asOf);
  const all = standpoint === undefined ? [] : await transfersAt(tools.db, standpoint.asOf, transferId);
  return all.filter((transfer) => visible(tools, transfer)).map((transfer) => ({ ...transfer, state: State.parse(transfer.state) }));
};

const listTransfers = defineQuery({
  name: 'ListTransfers',
  summary: 'Transfers of equipment between Centers, the latest asked for first.',
  path: '/transfers',
  tag: 'transfers',
  query: z.object({ asOf: AsOf, unit: UnitCode.optional().describe('Giver or receiver.'), state: State.optional() }),
  answer: Transfer,
  list: true,
  key: z.tuple([Instant, TransferId]),
  projections,
  run: async (tools, { asOf, unit, state, limit, cursor }): Promise<ListPage<Transfer>> => {
    const chosen = (await found(tools, asOf))
      .filter(({ from, to }) => unit === undefined || from === unit || to === unit)
      .filter((transfer) => state === undefined || transfer.state === state)
      .filter(
        ({ requestedAt, transferId }) =>
          cursor === undefined || requestedAt < cursor[0] || (requestedAt === cursor[0] && transferId > cursor[1]),
      );
    return pageOf(chosen, limit, ({ requestedAt, transferId }) => [requestedAt, transferId]);
  },
});

const getTransfer = defineQuery({
  name: 'GetTransfer',
  summary: 'One transfer of equipment.',
  path: '/transfers/:transferId',
  tag: 'transfers',
  params: z.object({ transferId: TransferId }),
  query: z.object({ asOf: AsOf }),
  answer: Transfer,
  list: false,
  projections,
  run: async (tools, { transferId, asOf }): Promise<Transfer | undefined> => (await found(tools, asOf, transferId))[0],
});

export const transferQueries = [listTransfers, getTransfer];

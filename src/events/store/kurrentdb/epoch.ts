import { randomUUID } from 'node:crypto';
import { BACKWARDS, END, ErrorType, jsonEvent, type KurrentDBClient, NO_STREAM } from '@kurrent/kurrentdb-client';
import { type Connection, codeOf } from './connection.ts';

/** Outside of all categories, so that no reader of the log meets it. */
export const EPOCH_STREAM = 'motcua-epoch';

/** An event whose id is the name of a new history. */
export const epochBegun = () => jsonEvent({ id: randomUUID(), type: 'EpochBegun', data: {} });

const lastEpoch = async (client: KurrentDBClient, { asUser }: Connection): Promise<string | undefined> => {
  let epoch: string | undefined;
  try {
    const read = client.readStream(EPOCH_STREAM, {
      direction: BACKWARDS,
      fromRevision: END,
      maxCount: 1,
      requiresLeader: true,
      ...asUser,
    });
    for await (const { event } of read) epoch = event?.id;
  } catch (error) {
    if (codeOf(error) !== ErrorType.STREAM_NOT_FOUND) throw error;
  }
  return epoch;
};

/** The name of the log's present history. The first to ask begins it. */
export const readEpoch = (connection: Connection): Promise<string> =>
  connection.read(async (client, ms) => {
    const epoch = await lastEpoch(client, connection);
    if (epoch !== undefined) return epoch;
    // Whether this one came first, another did, or nobody knows: the stream says.
    await connection.append(EPOCH_STREAM, [epochBegun()], NO_STREAM, ms).catch((error) => {
      if (codeOf(error) !== ErrorType.WRONG_EXPECTED_VERSION) throw error;
    });
    const begun = await lastEpoch(client, connection);
    if (begun === undefined) throw new Error('the epoch is not there yet');
    return begun;
  });

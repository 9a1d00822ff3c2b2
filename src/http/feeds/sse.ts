import { once } from 'node:events';
import { PassThrough } from 'node:stream';

/** One frame of a Server-Sent Events stream, with the id from which a reader resumes. */
export const frame = (id: string, data: unknown, event?: string): string =>
  `id: ${id}\n${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;

export type Channel = {
  /** What goes to the client. */
  readonly body: PassThrough;
  /** Aborted when the channel is over, whoever ended it. */
  readonly signal: AbortSignal;
  /** Writes one frame and waits until the reader has room again. Destroys the channel when that takes too long. */
  send: (text: string) => Promise<void>;
  /** Ends it after what was handed over; the client reconnects by itself. */
  end: () => void;
};

/** Buffers at most 64 KiB and one frame beyond what the connection itself holds. */
export const openChannel = ({ heartbeatMs, stalledReaderMs }: { heartbeatMs: number; stalledReaderMs: number }): Channel => {
  const body = new PassThrough({ highWaterMark: 65_536 });
  const over = new AbortController();
  const heartbeat = setInterval(() => {
    if (!body.writableNeedDrain) body.write(': heartbeat\n');
  }, heartbeatMs);
  const end = () => {
    over.abort();
    clearInterval(heartbeat);
    body.end();
  };
  body.on('close', end);
  // the client went away: nothing to answer any more
  body.on('error', end);
  // no empty line: some clients take one for a message without data
  body.write('retry: 2000\n: open\n');
  return {
    body,
    signal: over.signal,
    end,
    send: async (text) => {
      if (over.signal.aborted || body.write(text)) return;
      const stalled = AbortSignal.timeout(stalledReaderMs);
      try {
        await once(body, 'drain', { signal: AbortSignal.any([over.signal, stalled]) });
      } catch {
        if (stalled.aborted) body.destroy();
      }
    },
  };
};

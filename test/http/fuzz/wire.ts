import { connect } from 'node:net';

/** What came back over the connection; the body as text. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

/** Long enough for a machine that is busy with other things, and short enough to say: it hangs. */
const HANGS_AFTER_MS = 20_000;

const unchunked = (body: Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = end < 0 ? 0 : Number.parseInt(body.toString('latin1', at, end), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
};

const parsed = (bytes: Buffer): Answer | undefined => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const status = Number(first.split(' ')[1]);
  const rest = bytes.subarray(end + 4);
  // an interim answer is followed by the true one
  if (status < 200) return parsed(rest);
  return { status, headers, body: (headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest).toString('utf8') };
};

/**
 * Writes these bytes to a connection of its own and reads until the server closes it; `undefined` when it closes without an answer.
 * An endless stream is left after its first frame. `unfinished`: nothing more comes, as the server learns. Throws when it hangs.
 */
export const exchange = (port: number, bytes: Buffer, { unfinished = false } = {}): Promise<Answer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const hangs = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${HANGS_AFTER_MS} ms, so far: ${Buffer.concat(chunks).toString('latin1').slice(0, 500)}`));
    }, HANGS_AFTER_MS);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (chunk.includes('\n: open\n')) socket.destroy();
    });
    // whoever is refused in the middle of a large body may find the connection reset
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(hangs);
      resolve(parsed(Buffer.concat(chunks)));
    });
    if (unfinished) socket.end(bytes);
    else socket.write(bytes);
  });

import { createWriteStream, existsSync, truncateSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { backoffMs, pause } from '#events/store/retry.ts';
import { helpIfAsked } from './help.ts';

const filters = [
  'unit',
  'stream',
  'category',
  'type',
  'recordedFrom',
  'recordedBefore',
  'occurredFrom',
  'occurredBefore',
  'others',
] as const;
const usage = `npm run audit -- export --to <file> [--url http://localhost:8080] [filters]

Writes an export of the sealed log, which the verifier checks: npm run verify -- <file> --key <verifier key>.
Broken off, by whatever, it goes on where it stopped, also when it is run again with the same file.

TOKEN    environment: access token of an auditor (npm run -s token -- --role auditor)
filters  ${filters.map((name) => `--${name}`).join(', ')}: whose bodies are written, as GET /v1/audit/export has them`;

helpIfAsked(usage);

/** How often in a row a broken connection is opened again. */
const TRIES = 8;
const RETRY_MS = { first: 500, most: 20_000 };

type Written = { size: number; next: number; bytes: number; ended: boolean };

/** What a file holds already: whole lines alone count. Undefined where there is no header. */
const writtenIn = async (file: string): Promise<Written | undefined> => {
  if (!existsSync(file)) return undefined;
  const handle = await open(file);
  let written: Written | undefined;
  try {
    const { size: length } = await handle.stat();
    let bytes = 0;
    for await (const line of createInterface({
      input: handle.createReadStream({ autoClose: false }),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      bytes += Buffer.byteLength(line) + 1;
      // the last line has no end: it is written again
      if (bytes > length) break;
      if (written === undefined) {
        const { size, begin } = JSON.parse(line) as { size: number; begin: number };
        written = { size, next: begin, bytes, ended: false };
      } else if (line.startsWith('{')) written = { ...written, bytes, ended: true };
      else written = { ...written, next: Number(line.slice(0, line.indexOf('\t'))) + 1, bytes };
    }
  } finally {
    await handle.close();
  }
  return written;
};

class Refused extends Error {
  override name = 'Refused';
}

/** Writes what is missing; answers whether the export is whole. Throws `Refused` for a question that is refused. */
const go = async (file: string, address: URL, token: string): Promise<boolean> => {
  const written = await writtenIn(file);
  if (written?.ended) return true;
  if (written) truncateSync(file, written.bytes);
  const asked = new URL(address);
  if (written) {
    asked.searchParams.set('size', String(written.size));
    asked.searchParams.set('from', String(written.next));
  }
  const response = await fetch(asked, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok || response.body === null) {
    const said = `${response.status} ${(await response.text()).slice(0, 500)}`;
    throw response.status === 429 || response.status >= 500 ? new Error(said) : new Refused(said);
  }
  await pipeline(Readable.fromWeb(response.body), createWriteStream(file, { flags: written ? 'a' : 'w', mode: 0o600 }));
  return (await writtenIn(file))?.ended ?? false;
};

const main = async (): Promise<void> => {
  const text = { type: 'string' } as const;
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { to: text, url: text, ...Object.fromEntries(filters.map((name) => [name, text])) },
  });
  const { to, url = 'http://localhost:8080' } = values as Partial<Record<string, string>>;
  const token = process.env.TOKEN;
  if (positionals.join() !== 'export' || to === undefined || !token) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const address = new URL('/v1/audit/export', url);
  for (const name of filters) {
    const value = (values as Partial<Record<string, string>>)[name];
    if (value !== undefined) address.searchParams.set(name, value);
  }
  for (let failures = 1; ; failures += 1) {
    const before = (await writtenIn(to))?.bytes ?? 0;
    try {
      if (await go(to, address, token)) break;
      throw new Error('the answer was broken off');
    } catch (error) {
      if (error instanceof Refused || failures > TRIES) throw error;
      // what goes forward may be broken off as often as it likes
      if (((await writtenIn(to))?.bytes ?? 0) > before) failures = 1;
      console.error(`${(error as Error).message}; going on …`);
      await pause(backoffMs(failures, RETRY_MS));
    }
  }
  const { next = 0, bytes = 0 } = (await writtenIn(to)) ?? {};
  console.log(`${to}: entries up to ${next}, ${bytes} bytes`);
};

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

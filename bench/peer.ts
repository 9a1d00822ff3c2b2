import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The build that the goals of answers and acts are ratios to. */
const PEER = '85465e9';

/** A checkout that is measured beside this one. */
export type Peer = AsyncDisposable & { folder: string };

/** The checkout of the peer: the folder in PEER_DIR, or one made of its commit in bench/, with its dependencies. */
export const peerCheckout = async (): Promise<Peer> => {
  const given = process.env.PEER_DIR;
  if (given !== undefined) return { folder: given, [Symbol.asyncDispose]: async () => {} };
  const folder = mkdtempSync(path.join(process.cwd(), 'bench', 'tmp-peer-'));
  await run('sh', ['-c', `git archive ${PEER} | tar -x -C "${folder}"`]);
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
  return { folder, [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }) };
};

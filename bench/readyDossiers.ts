import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DossierInHand } from './handOver.ts';

/** What a checkout has made ready: the environment of its service, dossiers in hand, and the tokens of their officials. */
export type Ready = {
  env: Record<string, string>;
  dossiers: DossierInHand[];
  /** By unit and official, with a space between. */
  tokens: Record<string, string>;
  /** The first process of PostgreSQL. */
  postgres: number;
};

// Makes databases and received dossiers ready by the bench of a checkout, which may be an older one, says so in JSON on
// one line, and keeps the server up until its input ends. Arguments: the checkout's folder, the number of dossiers.
const [folder = '', count = ''] = process.argv.slice(2);
const load = (name: string) => import(pathToFileURL(path.join(folder, 'bench', name)).href);
const [{ startBenchServer }, { createProduct }, { receiveDossiers }] = await Promise.all(
  ['server.ts', 'product.ts', 'handOver.ts'].map(load),
);
const server = await startBenchServer();
const product = await createProduct(server, 'command');
const dossiers: DossierInHand[] = await product.setUp((app: unknown, city: unknown) => receiveDossiers(app, city, Number(count)));
const tokens: Ready['tokens'] = {};
for (const { unit, officials } of dossiers)
  for (const official of officials) tokens[`${unit} ${official}`] ??= await product.token({ roles: ['officer'], units: [unit], official });
await server.settle();
const postgres = Number(readFileSync(path.join(server.dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
process.stdout.write(`${JSON.stringify({ env: product.env, dossiers, tokens, postgres } satisfies Ready)}\n`);
await once(process.stdin.resume(), 'end');
await server[Symbol.asyncDispose]();
process.exit(0);

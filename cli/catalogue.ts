import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Execute } from '#commands/handling/receipt.ts';
import { createStreams } from '#commands/handling/streams.ts';
import { procedure, recordPortalEntry } from '#commands/procedure/procedure.ts';
import { procedureFacts, review } from '#commands/review/review.ts';
import { portalFindings } from '#domain/review/portal.ts';
import { categories } from '#events/all.ts';
import type { InternalProcedure } from '#events/review/events.ts';
import { createCodec } from '#events/store/codec.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { helpIfAsked } from './help.ts';
import { type CatalogueEntry, readPortalCatalogue } from './portalCatalogue.ts';
import { type Progress, progressOn } from './progress.ts';
import { withApp } from './withApp.ts';

const usage = `npm run catalogue -- diff <file>
npm run catalogue -- import <file>

The file is the national portal's own: answers of its service LayThuTuc, or a list of them.
diff     says, field by field, where procedures of our catalogue and the file differ; writes nothing.
import   records what the file says of each procedure of our catalogue; reviews are then checked against it.

An entry that is not in the portal's format is named and left out; the exit code is then 3.`;

export type CatalogueTools = {
  execute: Execute;
  store: Pick<EventStore, 'readStream'>;
  read?: (file: string) => string;
  print: (line: string) => void;
  progress?: Progress;
};

// what procedures and their reviews say is not personal: nothing is ever sealed here
const codec = createCodec(categories, { seal: () => Promise.reject(new Error('nothing personal is written here')) });

/**
 * Our record of a procedure: its last version, and the papers of its last draft. Undefined where it is not catalogued.
 */
const onRecord = async (code: string, fold: ReturnType<typeof createStreams>) => {
  const { catalogued } = (await fold(procedureFacts, `procedure-${code}`)).state;
  const { state } = await fold(procedure, `procedure-${code}`);
  if (catalogued === undefined || state.status === 'absent') return undefined;
  let draft: InternalProcedure | undefined;
  for (let number = 1; ; number += 1) {
    const one = (await fold(review, `review-${code}.${number}`)).state;
    if (one.status === 'absent') break;
    if (one.status !== 'abandoned') draft = one.draft ?? draft;
  }
  const { limit = { kind: 'unpublished' } as const, limitByChannel } = state.lastVersion ?? {};
  return { ...catalogued, limit, limitByChannel, components: draft?.components };
};

type Entries = readonly CatalogueEntry[];

const diff = async (entries: Entries, { store, print, progress = () => {} }: CatalogueTools): Promise<number> => {
  const fold = createStreams(store, codec);
  const lines: string[] = [];
  const unknown: string[] = [];
  let agreeing = 0;
  for (const [index, { code, entry }] of entries.entries()) {
    progress(index + 1, entries.length, code);
    const ours = await onRecord(code, fold);
    if (ours === undefined) {
      unknown.push(code);
      continue;
    }
    const findings = portalFindings(ours, entry);
    if (findings.length === 0) agreeing += 1;
    for (const { field = '', ours: here = '–', theirs = '–' } of findings)
      lines.push(`${code}  ${field.padEnd(10)}  ${here}  →  ${theirs}`);
  }
  for (const line of lines) print(line);
  if (unknown.length > 0) print(`Not in our catalogue: ${unknown.join(', ')}`);
  print(
    `${entries.length} procedures in the file, ${agreeing} agree, ${lines.length} differences, ${unknown.length} not in our catalogue.`,
  );
  return 0;
};

const importAll = async (
  entries: Entries,
  source: { file: string; sha256: string },
  { execute, store, print, progress = () => {} }: CatalogueTools,
): Promise<number> => {
  const fold = createStreams(store, codec);
  const actor = { id: 'command-line', role: 'administrator' } as const;
  let recorded = 0;
  let unchanged = 0;
  const unknown: string[] = [];
  for (const [index, { code, entry }] of entries.entries()) {
    progress(index + 1, entries.length, code);
    if ((await fold(procedureFacts, `procedure-${code}`)).state.catalogued === undefined) {
      unknown.push(code);
      continue;
    }
    const { events } = await execute(recordPortalEntry, { code, entry, source }, { actor, permit: () => {} });
    if (events.length > 0) recorded += 1;
    else unchanged += 1;
  }
  if (unknown.length > 0) print(`Not in our catalogue, left out: ${unknown.join(', ')}`);
  print(`${recorded} entries recorded, ${unchanged} were recorded before, ${unknown.length} left out.`);
  return 0;
};

/**
 * Compares a file of the national portal with the catalogue, or records it.
 * Returns the exit code: 1 when the file cannot be used, 2 when the arguments are wrong, 3 when some entries of the file
 * could not be read and the others were taken.
 */
export const runCatalogueCommand = async (argv: readonly string[], tools: CatalogueTools): Promise<number> => {
  const [verb, file, ...more] = argv;
  if ((verb !== 'diff' && verb !== 'import') || file === undefined || more.length > 0) {
    tools.print(usage);
    return 2;
  }
  try {
    const content = (tools.read ?? ((name) => readFileSync(name, 'utf8')))(file);
    const { entries, faults } = readPortalCatalogue(content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const done = verb === 'diff' ? await diff(entries, tools) : await importAll(entries, { file: path.basename(file), sha256 }, tools);
    if (faults.length === 0) return done;
    for (const fault of faults) tools.print(fault);
    tools.print(`${faults.length} of the file could not be read and were left out.`);
    return 3;
  } catch (error) {
    tools.print((error as Error).message);
    return 1;
  }
};

if (import.meta.main) {
  helpIfAsked(usage);
  await withApp([], ({ execute, store }) =>
    runCatalogueCommand(process.argv.slice(2), {
      execute,
      store,
      print: (line) => console.log(line),
      progress: progressOn(process.stderr, 'catalogue'),
    }),
  );
}

import { Readable } from 'node:stream';
import type { RecordedEvent } from '#events/store/event.ts';
import type { Policy } from '#verifier/policy.js';
import { type Report, verifyExport } from '#verifier/verify.js';
import { type ExportTools, eventOfEntry, exportLines } from './export.ts';
import { cosignedNote } from './proofs.ts';

/** What was found, and the event that now stands where the first difference is. */
export type Verification = Report & { event?: Pick<RecordedEvent, 'id' | 'type' | 'stream' | 'revision' | 'recordedAt'> };

/**
 * Reads the whole log and compares it with what was sealed, by the verifier that anyone has: each body, each entry, the
 * root of the tree, and `older`, a checkpoint kept elsewhere. `undefined` where nothing was sealed yet.
 */
export const verifySealedLog = async (
  tools: ExportTools,
  { policy, older, tell }: { policy: Policy; older?: string | undefined; tell?: (entries: number) => void },
): Promise<Verification | undefined> => {
  const { seal } = tools;
  const origin = await seal.origin();
  const sealed = origin === undefined ? undefined : await seal.latest(origin);
  if (origin === undefined || sealed === undefined) return undefined;
  const epoch = await tools.store.epoch();
  if (sealed.epoch !== epoch)
    return { verdict: 'cannot-tell', why: 'The log has begun another history since it was sealed: the role sealing compares them first.' };
  const selection = { origin, sealed, begin: 0, end: sealed.size, filter: {}, others: 'entries' as const };
  const source = { checkpoint: async () => cosignedNote(sealed), readTile: seal.readTile(origin) };
  const lines = Readable.from(exportLines(tools, selection)).map((text: string) => Buffer.from(text));
  const report = await verifyExport(lines, { policy, older, source, ...(tell && { tell }) });
  const { first } = report;
  const event = first && report.verdict !== 'intact' ? await eventOfEntry(tools, selection, first.index) : undefined;
  if (event === undefined) return report;
  const { id, type, stream, revision, recordedAt } = event;
  return { ...report, event: { id, type, stream, revision, recordedAt } };
};

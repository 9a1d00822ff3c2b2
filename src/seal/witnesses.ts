import { pause, repeatEvery } from '#events/store/retry.ts';
import { toBase64 } from '#verifier/bytes.js';
import { InvalidNote, parseNote, type VerifierKey, verifyNote } from '#verifier/note.js';
import type { Policy } from '#verifier/policy.js';
import type { SealDatabase, Sealed } from './database.ts';
import { consistencyProof } from './proofs.ts';
import type { SealLog } from './sealing.ts';

type Witness = { key: VerifierKey; url: string };
type Seal = Pick<SealDatabase, 'latest' | 'cosign' | 'readTile'>;

/** What a witness said last: it cosigned, it could not be reached, or it holds another history of this log; or nothing yet. */
export type WitnessState = 'cosigned' | 'away' | 'refused' | 'silent';

export type WitnessOptions = {
  seal: Seal;
  origin: string;
  policy: Pick<Policy, 'witnesses'>;
  log: SealLog;
  /** Whether this process is the one that seals. */
  holding: () => boolean;
  everyMs?: number;
};

const EVERY_MS = 1_000;
const TIMEOUT_MS = 10_000;
/** How long a witness is left alone that could not be reached, or refused. */
const AGAIN_MS = 10_000;
const MOST_BYTES = 16_384;

/** The witness refuses the history of this log: it saw another one. */
class WitnessRefuses extends Error {
  override name = 'WitnessRefuses';
}

const ask = async ({ url }: Witness, body: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${url.replace(/\/+$/, '')}/add-checkpoint`, {
    method: 'POST',
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: response.status, text: (await response.text()).slice(0, MOST_BYTES) };
};

/** The witness's lines of an answer, checked; throws for an answer without one. */
const linesOf = async ({ key }: Witness, { note }: Sealed, answer: string): Promise<string[]> => {
  const cosigned = parseNote(note + answer);
  if ((await verifyNote(cosigned, [key])).length === 0) throw new InvalidNote(`${key.name} answered without its cosignature.`);
  return cosigned.signatures.flatMap(({ name, id, line }) => (name === key.name && id === key.id ? [`${line}\n`] : []));
};

/**
 * Has a witness cosign a checkpoint, with what proves that it begins with the one it saw before (`old`, the size of that
 * one). Answers the size that it holds now, and whether it cosigned. Throws `WitnessRefuses` where it holds another
 * history.
 */
const submit = async ({ seal, origin }: WitnessOptions, witness: Witness, sealed: Sealed, old: number) => {
  if (old > sealed.size) throw new WitnessRefuses(`it saw ${old} entries, there are ${sealed.size}`);
  const proof = await consistencyProof(seal, origin, old, sealed.size);
  const { status, text } = await ask(witness, [`old ${old}`, ...proof.map(toBase64), '', sealed.note].join('\n'));
  if (status === 409 && /^(0|[1-9]\d{0,14})\n$/.test(text)) {
    return { held: Number(text), cosigned: false };
  }
  if (status === 422) throw new WitnessRefuses('it saw another history of this log');
  if (status !== 200) throw new Error(`answered with ${status}`);
  for (const line of await linesOf(witness, sealed, text)) await seal.cosign(origin, sealed.size, witness.key.name, line);
  return { held: sealed.size, cosigned: true };
};

/** Has each witness with an address cosign the newest checkpoint, again and again, each at its own pace. */
export const startWitnesses = (options: WitnessOptions): AsyncDisposable & { states: ReadonlyMap<string, WitnessState> } => {
  const { seal, origin, policy, log, holding, everyMs = EVERY_MS } = options;
  const states = new Map<string, WitnessState>();
  const witnesses = policy.witnesses.flatMap(({ key, url }) => (url === undefined ? [] : [{ key, url }]));
  const loops = witnesses.map((witness) => {
    states.set(witness.key.name, 'silent');
    /** Size of what the witness holds, as far as is known. */
    let held = 0;
    return repeatEvery(everyMs, async (signal) => {
      if (!holding()) return undefined;
      const { name } = witness.key;
      try {
        const sealed = await seal.latest(origin);
        if (sealed === undefined || sealed.cosignatures.some((line) => line.startsWith(`— ${name} `))) return undefined;
        let answer = await submit(options, witness, sealed, held);
        // the first time it says what it holds
        if (!answer.cosigned) answer = await submit(options, witness, sealed, answer.held);
        ({ held } = answer);
        if (answer.cosigned) states.set(name, 'cosigned');
        return undefined;
      } catch (error) {
        const refused = error instanceof WitnessRefuses;
        states.set(name, refused ? 'refused' : 'away');
        if (refused) log.error({ witness: name }, `A witness refuses the log: ${error.message}`);
        else log.warn({ witness: name, reason: (error as Error).name }, 'A witness could not be had; trying again');
        await pause(AGAIN_MS, signal);
        return undefined;
      }
    });
  });
  return { states, [Symbol.asyncDispose]: async () => void (await Promise.all(loops.map((loop) => loop[Symbol.asyncDispose]()))) };
};

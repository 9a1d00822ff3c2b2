import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Done, Job } from './documentThread.ts';

/** A thread without work for so long is ended, and its memory with it. */
const IDLE_MS = 60_000;
/** A document that takes longer is given up. */
const LIMIT_MS = 60_000;
const MEMORY_MB = 512;

/** Calls the functions of a module one after another, in a thread that lives while there is work. */
const createThread = (module: string) => {
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let before: Promise<unknown> = Promise.resolve();

  const end = (worker: Worker): void => {
    if (thread === worker) thread = undefined;
    void worker.terminate();
  };
  const start = (): Worker => {
    const options = { workerData: module, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } };
    const worker = new Worker(new URL('./documentThread.ts', import.meta.url), options);
    worker.on('exit', () => {
      if (thread === worker) thread = undefined;
    });
    return worker;
  };
  const write = async (job: Job): Promise<Uint8Array> => {
    clearTimeout(idle);
    thread ??= start();
    const worker = thread;
    worker.ref();
    try {
      worker.postMessage(job);
      const [done] = (await once(worker, 'message', { signal: AbortSignal.timeout(LIMIT_MS) })) as [Done];
      if ('error' in done) throw done.error;
      return done.written;
    } catch (error) {
      // whatever it was, the next document begins with a thread that is well
      end(worker);
      throw error;
    } finally {
      worker.unref();
      idle = setTimeout(() => end(worker), IDLE_MS).unref();
    }
  };
  return (job: Job): Promise<Uint8Array> => {
    const written = before.then(
      () => write(job),
      () => write(job),
    );
    before = written;
    return written;
  };
};

const threads = new Map<string, ReturnType<typeof createThread>>();

/**
 * A function of a module (by its URL and the name it exports), called in a thread of that module, so that whoever else is
 * answered does not wait while a document is drawn. Rejects with what the function throws, and after a minute.
 */
export const writtenApart = <A>(module: string, name: string): ((answer: A) => Promise<Uint8Array>) => {
  const thread = threads.get(module) ?? createThread(module);
  threads.set(module, thread);
  return (answer) => thread({ name, answer });
};

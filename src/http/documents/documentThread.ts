import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is asked for: a function of its module, called with an answer. */
export type Job = { name: string; answer: unknown };
export type Done = { written: Uint8Array } | { error: unknown };

const functions: Promise<Record<string, (answer: unknown) => Promise<Uint8Array>>> = import(workerData as string);

const done = async ({ name, answer }: Job): Promise<Done> => {
  try {
    const write = (await functions)[name];
    if (write === undefined) throw new Error(`${String(workerData)} exports no ${name}.`);
    return { written: await write(answer) };
  } catch (error) {
    return { error };
  }
};

// one job at a time: the next one is sent when this one is done
parentPort?.on('message', (job: Job) => void done(job).then((result) => parentPort?.postMessage(result)));

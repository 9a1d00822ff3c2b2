import process from 'node:process';
import { type Logger, pino } from 'pino';

/** Bytes written at a time: some thirty lines of requests. */
const CHUNK = 8_192;
/** How long a line may wait for others, in milliseconds. */
const WAIT_MS = 100;

/**
 * The log of a process, on standard output or in a file. Lines are written together, because each write is a system
 * call; a warning or worse is written at once with all before it, and what is left when the process ends.
 */
export const createLog = (level: string, file?: string): Logger => {
  const destination = pino.destination({
    ...(file === undefined ? { fd: 1 } : { dest: file }),
    minLength: CHUNK,
    periodicFlush: WAIT_MS,
    sync: true,
  });
  process.on('exit', () => destination.flushSync());
  const { warn } = pino.levels.values as { warn: number };
  return pino(
    {
      level,
      hooks: {
        logMethod(given, method, severity) {
          method.apply(this, given);
          if (severity >= warn) destination.flushSync();
        },
      },
    },
    destination,
  );
};

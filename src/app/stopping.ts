import process from 'node:process';

/** A stop that takes longer than this has something stuck; nothing answered is lost by ending all the same. */
const STOP_MS = 40_000;

/**
 * Aborts at the first SIGINT, SIGTERM or SIGHUP. What follows has 40 seconds to end in good order; then, or at another
 * signal more than a second later, the process ends with code 1.
 */
export const stopSignal = (): AbortSignal => {
  const stop = new AbortController();
  let since = 0;
  const onSignal = () => {
    // a terminal and a parent process may both pass on the same Ctrl-C
    if (stop.signal.aborted && performance.now() - since > 1_000) process.exit(1);
    if (stop.signal.aborted) return;
    since = performance.now();
    setTimeout(() => process.exit(1), STOP_MS).unref();
    stop.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return stop.signal;
};

/** Resolves when the signal aborts; at once when it has. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

import type { WriteStream } from 'node:tty';

/** How far work has come; called after every item. */
export type Progress = (done: number, total: number, what: string) => void;

/** Characters of the bar. */
const WIDTH = 30;

/** Shows progress on a stream: a bar that redraws itself on a terminal, else a line at every tenth. */
export const progressOn = (stream: Pick<WriteStream, 'write'> & { isTTY?: boolean | undefined }, title: string): Progress => {
  let shown = -1;
  return (done, total, what) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    const step = stream.isTTY ? percent : percent - (percent % 10);
    if (step === shown) return;
    shown = step;
    if (!stream.isTTY) {
      stream.write(`${title}: ${step} % (${done} of ${total}), ${what}\n`);
      return;
    }
    const bar = '█'.repeat(Math.round((WIDTH * percent) / 100)).padEnd(WIDTH, '░');
    stream.write(`\r${title} ${bar} ${String(percent).padStart(3)} %  ${what}\u001b[K${percent === 100 ? '\n' : ''}`);
  };
};

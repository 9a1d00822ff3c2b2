import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Ticks a second in /proc, on every Linux. */
const TICKS = 100;

/** The numbered fields of /proc/<pid>/stat after the command's name, which may hold anything. */
const statOf = (pid: number): string[] | undefined => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    // it has ended
    return undefined;
  }
};

/** CPU seconds of a process and its descendants so far, ended children included; NaN where there is no /proc. */
export const cpuSeconds = (pid: number): number => {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  const stats = new Map<number, string[]>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (stat !== undefined) stats.set(Number(name), stat);
  }
  const belongs = (one: number): boolean => one === pid || (stats.has(one) && belongs(Number(stats.get(one)?.[1])));
  let ticks = 0;
  for (const [one, stat] of stats) {
    if (!belongs(one)) continue;
    const [user, system, endedUser, endedSystem] = stat.slice(11, 15).map(Number) as [number, number, number, number];
    ticks += user + system + endedUser + endedSystem;
  }
  return ticks / TICKS;
};

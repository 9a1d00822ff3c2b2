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

/** CPU seconds of a process and its children so far, ended children included; NaN where there is no /proc. */
export const cpuSeconds = (pid: number): number => {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const family = processes.map(Number).map((one) => ({ one, stat: statOf(one) }));
  let ticks = 0;
  for (const { one, stat } of family) {
    if (stat === undefined || (one !== pid && Number(stat[1]) !== pid)) continue;
    const [user, system, endedUser, endedSystem] = stat.slice(11, 15).map(Number) as [number, number, number, number];
    ticks += user + system + (one === pid ? endedUser + endedSystem : 0);
  }
  return ticks / TICKS;
};

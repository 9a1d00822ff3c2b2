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

/** Megabytes in memory of the processes of Node that descend from a process, itself included; NaN where there is no /proc. */
export const nodeMemory = (pid: number): number => {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(statOf(Number(name))?.[1])] as const),
  );
  const descends = (one: number | undefined): boolean => one === pid || (one !== undefined && one > 1 && descends(parents.get(one)));
  let kilobytes = 0;
  for (const one of parents.keys()) {
    if (!descends(one)) continue;
    try {
      const status = readFileSync(`/proc/${one}/status`, 'utf8');
      const [program = ''] = readFileSync(`/proc/${one}/cmdline`, 'utf8').split('\0');
      if (/(^|\/)node(\.exe)?$/.test(program)) kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    } catch {
      // it has ended
    }
  }
  return kilobytes / 1024;
};

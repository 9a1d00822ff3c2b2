import { setTimeout as pause } from 'node:timers/promises';
import type { BenchServer } from '#bench/server.ts';
import type { Judge } from '#cli/stress/judge.ts';
import type { Random } from '#simulator/random.ts';
import { type Installation, type Instance, type Line, startInstance } from './installation.ts';

const lines: readonly Line[] = ['log', 'read', 'keys'];

const kill = async ({ product }: Installation, instance: Instance, random: Random): Promise<void> => {
  const { running } = instance;
  // somebody else has killed it already
  if (running === undefined) return;
  instance.running = undefined;
  await running.kill('SIGKILL');
  await pause(random.int(0, 3000));
  await startInstance(product, instance);
};

const freeze = async (instance: Instance, random: Random): Promise<void> => {
  const { running } = instance;
  if (running === undefined) return;
  instance.frozen = true;
  instance.frozenTimes += 1;
  running.freeze();
  // up to more than a lease lasts: others take over, and what wakes up has to notice
  await pause(random.int(2000, 25_000));
  running.thaw();
  instance.frozen = false;
};

const silence = async ({ networks }: Instance, random: Random): Promise<void> => {
  const network = networks[random.pick(lines)];
  network.goSilent();
  await pause(random.int(2000, 20_000));
  network.speak();
};

/**
 * Does something evil every few seconds until `done`: kills the second process and starts it again, freezes either, cuts
 * and silences lines to the databases, terminates connections in PostgreSQL. The first process is never killed, so that
 * its memory can be watched.
 */
export const doEvil = async (
  { server, installation, random, judge }: { server: BenchServer; installation: Installation; random: Random; judge: Judge },
  done: AbortSignal,
): Promise<void> => {
  const [first, second] = installation.instances;
  while (!done.aborted) {
    await pause(random.int(3000, 15_000), undefined, { signal: done }).catch(() => {});
    if (done.aborted) return;
    const victim = random.pick([first, second]);
    const evil = random.weighted([
      ['killed a process', 3],
      ['froze a process', 2],
      ['cut a line', 4],
      ['silenced a line', 3],
      ['forgot the connections of a line', 2],
      ['terminated connections', 3],
    ] as const);
    if (evil === 'killed a process') await kill(installation, second, random);
    else if (evil === 'froze a process') await freeze(victim, random);
    else if (evil === 'cut a line') victim.networks[random.pick(lines)].hangUp();
    else if (evil === 'silenced a line') await silence(victim, random);
    else if (evil === 'forgot the connections of a line') victim.networks[random.pick(lines)].forget();
    else await server.terminate('bench_soak%', 3);
    judge.did(evil);
  }
};

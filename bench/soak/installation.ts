import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createProduct, type Product, type Running } from '#bench/product.ts';
import type { BenchServer } from '#bench/server.ts';
import type { Network } from '#test/support/network.ts';
import { openNetwork } from '#test/support/network.ts';

const roles = 'http,projections,processes';
const databases = { log: 'EVENTSTORE_URL', read: 'DATABASE_URL', keys: 'KEYS_DATABASE_URL' } as const;
export type Line = keyof typeof databases;

/** One process of the product with all roles, and the networks between it and each of its databases. */
export type Instance = {
  name: string;
  networks: Record<Line, Network>;
  /** Absent while it is dead. */
  running: Running | undefined;
  frozen: boolean;
  frozenTimes: number;
  /** How often it could not be started, because its databases were silent just then. */
  failedStarts: number;
};

const connectInstance = async (product: Product, name: string): Promise<Instance> => {
  const [log, read, keys] = await Promise.all(Object.values(databases).map((variable) => openNetwork(product.env[variable])));
  if (!log || !read || !keys) throw new Error('three databases have three networks');
  return { name, networks: { log, read, keys }, running: undefined, frozen: false, frozenTimes: 0, failedStarts: 0 };
};

/** Starts an instance, again and again until it runs, as a service manager does. */
export const startInstance = async (product: Product, instance: Instance): Promise<void> => {
  const { log, read, keys } = instance.networks;
  const env = {
    EVENTSTORE_URL: log.url,
    DATABASE_URL: read.url,
    DATABASE_READER_URL: read.at(product.env.DATABASE_READER_URL),
    KEYS_DATABASE_URL: keys.url,
  };
  while (instance.running === undefined)
    try {
      instance.running = await product.run(roles, env);
    } catch {
      instance.failedStarts += 1;
      await pause(1000);
    }
};

/** Two processes of the product on one set of databases, each behind networks of its own. */
export const createInstallation = async (server: BenchServer) => {
  const product = await createProduct(server, 'soak');
  const instances = [await connectInstance(product, 'first'), await connectInstance(product, 'second')] as const;
  return {
    product,
    instances,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(instances.map(async ({ running }) => await running?.kill('SIGKILL')));
      await Promise.all(instances.flatMap(({ networks }) => Object.values(networks).map((network) => network.close())));
    },
  };
};
export type Installation = Awaited<ReturnType<typeof createInstallation>>;

/** Resident memory of a process in MB; NaN when it has ended, or where there is no /proc. */
export const memoryOf = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
};

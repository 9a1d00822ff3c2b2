import type { Lookups } from '#commands/handling/command.ts';

/** What lies outside the log, as far as a test gives it; whatever else is asked for fails. */
export const lookupsOf = (given: Partial<Lookups> = {}): Lookups => {
  const followers: Lookups['followers'] = { projections: [], processes: [] };
  return new Proxy({ followers, ...given } as Lookups, {
    get: (known, name: keyof Lookups) =>
      known[name] ??
      (() => {
        throw new Error(`${name} was not expected to be asked`);
      }),
  });
};

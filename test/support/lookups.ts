/** Questions to read models, as far as a test answers them; whatever else is asked fails. */
export const lookupsOf = <T extends object>(given: Partial<T> = {}): T =>
  new Proxy(given as T, {
    get: (known, name) =>
      Reflect.get(known, name) ??
      (() => {
        throw new Error(`${String(name)} was not expected to be asked`);
      }),
  });

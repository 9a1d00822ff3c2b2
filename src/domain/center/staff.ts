/** Who serves at a Center on a day; `office` is the one held on that day. */
export type ServingOfficial = { officialId: string; position: string; office: string | null; from: string; until: string | null };

import { z } from 'zod';
import { searchWords } from '#domain/text/searchForm.ts';
import { IdentityNumber } from '#events/dossier/identity.ts';
import type { QueryTools } from '#http/server/query.ts';

const Name = z
  .string()
  .max(200)
  .refine((name) => searchWords(name).length >= 2, 'must hold two words of the name at least');

const onRecord = 'takes the right to personal data and `X-Purpose`, and is on record.';
/** Filters by personal values of owner and submitter. */
export const personFilters = {
  identityNumber: IdentityNumber.optional().describe(`Number of the owner’s paper, of whatever kind, as it stands now; ${onRecord}`),
  ownerName: Name.optional().describe(
    `Words of the owner’s name as it stands now, at least two, in any order, with marks or without; ${onRecord}`,
  ),
  submitterIdentityNumber: IdentityNumber.optional().describe(
    `Number of the paper of whoever handed it in for the owner, as it stands now; ${onRecord}`,
  ),
  submitterName: Name.optional().describe(`Words of the name of whoever handed it in for the owner, as \`ownerName\`; ${onRecord}`),
};
const searchedBy = {
  identityNumber: 'identity-number',
  ownerName: 'name',
  submitterIdentityNumber: 'submitter-identity-number',
  submitterName: 'submitter-name',
} as const satisfies Record<keyof typeof personFilters, string>;
type Persons = { [K in keyof typeof personFilters]?: string | undefined };

/** The dossiers of these persons, each search on record; undefined where none is asked for. */
export const idsOf = async (tools: QueryTools, persons: Persons): Promise<readonly string[] | undefined> => {
  let found: readonly string[] | undefined;
  for (const [parameter, by] of Object.entries(searchedBy) as [keyof Persons, (typeof searchedBy)[keyof Persons]][]) {
    const value = persons[parameter];
    if (value === undefined) continue;
    const ids = new Set(await tools.findByPersonal('dossier', by, value, parameter));
    found = found?.filter((id) => ids.has(id)) ?? [...ids];
  }
  return found;
};

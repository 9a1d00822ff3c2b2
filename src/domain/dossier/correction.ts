import type { DossierEvent } from '#events/dossier/events.ts';
import type { Correction } from '#events/dossier/terms.ts';

type Submission = Extract<DossierEvent, { type: 'DossierSubmitted' }>['data'];
/** What was stated of a dossier and may be corrected. Personal values in it are sealed. */
export type Stated = Pick<Submission, 'owner' | 'submitter' | 'request' | 'components'>;

const withFields = <T extends object>(person: T | undefined, change: object | undefined): T | undefined => {
  if (change === undefined) return person;
  const merged = Object.entries({ ...person, ...change }).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(merged) as T;
};

/** What was stated, once corrected. Of a person, only the fields named change; null takes a value away. */
export const corrected = <S extends { owner: unknown; submitter?: unknown; request: unknown; components: unknown }>(
  stated: S,
  { owner, submitter, request, components }: Correction,
): S => ({
  ...stated,
  ...(owner && { owner: withFields(stated.owner ?? undefined, owner) }),
  ...(submitter && { submitter: withFields(stated.submitter ?? undefined, submitter) }),
  ...(request !== undefined && { request }),
  ...(components && { components }),
});

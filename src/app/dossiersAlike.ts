import type { Kysely } from 'kysely';
import type { Alike, LikeWhat } from '#commands/dossier/facts.ts';
import { keyForm } from '#domain/text/searchForm.ts';
import { categoryOf, idOf } from '#events/store/event.ts';
import { isSealed } from '#events/store/personal.ts';
import type { PersonalData } from '#events/store/personalData.ts';
import { dossiersEntered, dossiersEnteredAt } from '#projections/dossierList/queries.ts';

/** Dossiers of one owner that are looked through for one alike: more say nothing more. */
const MOST_ALIKE = 1000;

/**
 * Other dossiers of the owner and procedure that came in on the day: by the number of the owner's paper in the whole
 * city; of an owner without one by the name, as keys are compared, among those of the unit. Nobody is shown a name.
 */
export const dossiersAlike = async (
  db: Kysely<any>,
  personalData: Pick<PersonalData, 'find' | 'open'>,
  { owner: { identityNumber, name }, procedure, day, unit, besides }: LikeWhat,
): Promise<readonly Alike[]> => {
  const opened = async (values: readonly unknown[]): Promise<unknown[]> => {
    const held = await personalData.open(values.filter(isSealed));
    return values.map((value) => (isSealed(value) ? held.shift() : value));
  };
  const [number, called] = await opened([identityNumber, name]);
  if (typeof number === 'string') {
    const bearers = (await personalData.find('identity-number', number, MOST_ALIKE)).filter((stream) => categoryOf(stream) === 'dossier');
    return dossiersEntered(db, { dossierIds: bearers.map(idOf).filter((id) => id !== besides), procedure, day });
  }
  if (typeof called !== 'string') return [];
  const others = (await dossiersEnteredAt(db, { unit, procedure, day })).filter(({ dossierId }) => dossierId !== besides);
  const names = await opened(others.map(({ ownerName }) => ownerName));
  return others.flatMap(({ dossierId, code }, index) => {
    const other = names[index];
    return typeof other === 'string' && keyForm(other) === keyForm(called) ? [{ dossierId, code, byName: true as const }] : [];
  });
};

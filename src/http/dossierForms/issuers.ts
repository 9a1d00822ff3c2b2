import { isAgency } from '#domain/dossier/agencies.ts';
import { namesOf, type Settings } from '#domain/settings.ts';

/** What papers say of the Centers and agencies that issue them, settle dossiers and take them in. */
export type Issuer = {
  /** The body over it, and itself, as they stand above a paper. */
  superior: string;
  issuer: string;
  /** As which it receives, and returns results: the Center by name, or the agency. */
  desk: string;
  /** As which it settles: the People's Committee of the unit, or the agency. */
  authority: string;
  /** Place before the date. */
  place: string;
  /** In what capacity its head signs. */
  head: string;
};

const center = 'Trung tâm Phục vụ hành chính công';

/** By the code of a unit or the key of an agency. */
export const issuersOf = (settings: Pick<Settings, 'units' | 'parties' | 'documents'>): ((party: string) => Issuer) => {
  const nameOf = namesOf(settings);
  const { superior, place } = settings.documents.directiveReport;
  return (party) => {
    const name = nameOf(party);
    if (isAgency(party)) {
      const governing = settings.parties.find(({ key }) => key === party)?.superior ?? nameOf(superior);
      return { superior: governing, issuer: name, desk: name, authority: name, place, head: 'Thủ trưởng cơ quan' };
    }
    const short = settings.units.find(({ code }) => code === party)?.name ?? party;
    const authority = `Ủy ban nhân dân ${name}`;
    return { superior: authority, issuer: center, desk: `${center} ${name}`, authority, place: short, head: 'Giám đốc Trung tâm' };
  };
};

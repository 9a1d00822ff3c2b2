import type { StepOutcome } from '#domain/dossier/stepTimes.ts';
import type { Settings } from '#domain/settings.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { forgotten } from '#events/store/personal.ts';
import type { Head } from '#http/documents/official.ts';
import type { Paper } from '#http/documents/paper.ts';
import type { SealedDossier } from '#projections/dossierDetail/queries.ts';
import type { DossierDetail } from '#projections/dossierDetail/view.ts';
import type { Issuer } from './issuers.ts';

export type Events = readonly Recorded<DossierEvent>[];
type Type = DossierEvent['type'];
export type Act<T extends Type = Type> = Extract<Recorded<DossierEvent>, { type: T }>;

/** The last event of these types. */
export const lastOf = <T extends Type>(events: Events, ...types: readonly T[]): Act<T> | undefined =>
  events.findLast((event): event is Act<T> => (types as readonly Type[]).includes(event.type));

/** What a paper is written from: the dossier as it was, opened as far as the paper shows it, and what goes with it. */
export type Facts<A = Act> = {
  dossier: DossierDetail;
  events: Events;
  /** The act that the paper tells of. */
  act: A;
  /** Unit or agency that issues the paper. */
  unit: string;
  procedure: { name: string; certification: boolean };
  /** Full name of a unit or agency, and what papers say of it. */
  nameOf: (unit: string) => string;
  issuerOf: (unit: string) => Issuer;
  /** Name and phone of an official that the paper names; null where not on record, or not to be seen. */
  officialOf: (official: string | undefined) => { name: string | null; phone: string | null };
  /** Where dossiers of the unit are received, and results returned. */
  addressOf: (unit: string, pointId: string | null) => string | null;
  outcomes: readonly StepOutcome[];
  /** Hash of the act as the log seals it, in hexadecimal, and what proves it; of the receipt alone. */
  sealed: { hash: string; proof: string | null };
  texts: Settings['documents'];
};

export type FormBody = Pick<Paper, 'head' | 'title' | 'blocks' | 'signatures'> &
  Partial<Pick<Paper, 'subtitle' | 'codes' | 'recipients' | 'landscape' | 'copies' | 'proof'>>;

type Parts = Pick<SealedDossier, 'competentUnit' | 'placeOfReceipt' | 'handovers' | 'supplements'>;
type About<T extends Type> = {
  id: string;
  /** What it is called, in Vietnamese. */
  name: string;
  /** Its file, without unit and day. */
  file: string;
  /** It tells of the last of these acts. */
  about: readonly T[];
  /** Says which act is not on record, where there is no such paper. */
  missing: string;
  /** It grows with the dossier: what happens later makes no reprint of it. */
  grows?: true;
  /** Parts of the dossier it shows: personal values of no other are opened. */
  shows: readonly (keyof DossierDetail)[];
  /** Officials it names, by id; by default who did the act. */
  names?: (act: Act<T>, dossier: Parts) => readonly (string | undefined)[];
  /** Unit that issues it; by default the one whose act it was. */
  unitOf?: (act: Act<T>, dossier: Parts) => string;
  write: (facts: Facts<Act<T>>) => FormBody;
};

/** A paper of a dossier. */
export type Form = Required<Omit<About<Type>, 'about' | 'grows'>> & {
  grows: boolean;
  /** The act it tells of; of several payments, that of a receipt. */
  actOf: (events: Events, receipt?: string) => Act | undefined;
};

/** A paper about the last of these acts. */
export const defineForm = <T extends Type>(form: About<T>): Form => {
  const whole = {
    grows: false,
    names: (act: Act) => [act.actor.official],
    unitOf: (act: Act, { competentUnit }: Parts) => act.unit ?? competentUnit,
    ...form,
    actOf: (events: Events, receipt?: string) =>
      lastOf(
        receipt === undefined ? events : events.filter(({ type, data }) => type !== 'FeePaid' || data.receiptNumber === receipt),
        ...form.about,
      ),
  };
  // each paper is given acts of its own kinds only, as `actOf` finds them
  return whole as unknown as Form;
};

/** Stands where a personal value may not be seen, or was erased. */
export const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return JSON.stringify(value) === JSON.stringify(forgotten) ? '(đã xóa)' : '(đã che)';
};

/** For a blank that is filled in by hand. */
export const dots = '……………………';
export const orDots = (value: unknown): string => textOf(value) || dots;

export const channelText = { direct: 'Trực tiếp', online: 'Trực tuyến', postal: 'Bưu chính công ích' } as const;
export const meansText = {
  counter: 'Trực tiếp tại Bộ phận trả kết quả',
  post: 'Qua dịch vụ bưu chính công ích',
  electronic: 'Bản điện tử',
} as const;

/** The head of a paper: the body over the Center or agency, the number by the dossier's code. */
export const headOf = ({ issuerOf, dossier, texts, act, unit }: Facts, form: string): Head => ({
  superior: issuerOf(unit).superior,
  issuer: issuerOf(unit).issuer,
  number: dossier.code,
  symbol: texts.symbols[form] ?? null,
  place: issuerOf(unit).place,
  date: localDay(act.occurredAt),
});

export const signHint = '(Ký và ghi rõ họ tên)';

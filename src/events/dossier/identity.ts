import { z } from 'zod';
import { isSealed } from '#events/store/personal.ts';

/** Papers by which an owner or submitter is known, with the form of their numbers. */
const papers = {
  'citizen-card': /^\d{12}$/,
  'old-identity-card': /^\d{9}$/,
  // ICAO Doc 9303: at most nine letters and digits
  passport: /^[0-9A-Z]{5,9}$/,
  'tax-code': /^\d{10}(-\d{3})?$/,
  // formats differ by place, country and year: only what no such number lacks is asked
  'household-business': /^[0-9A-Z][0-9A-Z/-]{4,19}$/,
  'foreigner-paper': /^[0-9A-Z][0-9A-Z/-]{4,19}$/,
} as const satisfies Record<string, RegExp>;

export const IdentityKind = z.enum(Object.keys(papers) as (keyof typeof papers)[]).meta({
  id: 'IdentityKind',
  description:
    'Kind of paper. citizen-card: căn cước, 12 digits; old-identity-card: CMND, 9 digits; passport: hộ chiếu, up to 9 letters and digits; tax-code: mã số thuế, 10 digits, or 13 as 0301234567-001; household-business: số đăng ký hộ kinh doanh; foreigner-paper: giấy tờ của người nước ngoài.',
});
export type IdentityKind = z.infer<typeof IdentityKind>;

/** A number as it is kept: without spaces and dots, in capitals, a tax code of 13 digits with its dash. */
export const canonicalIdentityNumber = (text: string): string =>
  text
    .replaceAll(/[\s.]/g, '')
    .replaceAll(/[‐-―−]/g, '-')
    .toUpperCase()
    .replace(/^(\d{10})(\d{3})$/, '$1-$2');

const anyNumber = /^[0-9A-Z][0-9A-Z/-]{4,19}$/;

/** Number of a paper of any kind, brought to the form in which it is kept. */
export const IdentityNumber = z
  .string()
  .overwrite(canonicalIdentityNumber)
  .regex(anyNumber, 'must be the number of a paper: 5 to 20 letters, digits, dashes or slashes');

/**
 * The kind of paper that a number alone tells; undefined where several kinds have such numbers. Only of an organisation a
 * bare number is a tax code: of a person it is rather an identity number with a digit too many or too few.
 */
const identityKindOf = (number: string, kind: string | undefined): IdentityKind | undefined => {
  const isPerson = kind === undefined || kind === 'citizen';
  const told: readonly IdentityKind[] = isPerson
    ? ['citizen-card', 'old-identity-card']
    : ['citizen-card', 'old-identity-card', 'tax-code'];
  return told.find((paper) => papers[paper].test(number));
};

/** `kind`: of the owner; absent of a submitter, who is a person. */
type Identity = { kind?: string | undefined; identityKind?: IdentityKind | null | undefined; identityNumber?: unknown };

const faultOf = ({ kind: of, identityKind, identityNumber }: Identity): { field: keyof Identity; message: string } | undefined => {
  if (typeof identityNumber !== 'string') {
    if (identityKind === undefined || identityKind === null || isSealed(identityNumber)) return undefined;
    return { field: 'identityNumber', message: 'must be given together with identityKind' };
  }
  // what is no number at all is said already
  if (!anyNumber.test(identityNumber)) return undefined;
  const kind = identityKind ?? identityKindOf(identityNumber, of);
  if (kind === undefined)
    return {
      field: 'identityKind',
      message: 'must say which paper it is: only 12 or 9 digits, or the tax code of an organisation, tell it by themselves',
    };
  return papers[kind].test(identityNumber) ? undefined : { field: 'identityNumber', message: `is no number of a ${kind}` };
};

/** A schema of somebody stated, which takes a number only where its kind is clear and has such numbers. */
export const withIdentity = <S extends z.ZodType<Identity>>(schema: S): S =>
  schema.superRefine((stated, context) => {
    const fault = faultOf(stated);
    if (fault) context.addIssue({ code: 'custom', path: [fault.field], message: fault.message });
  });

/** Somebody as stated, with the kind of paper where the number alone was given and tells it. */
export const identified = <T extends Identity>(stated: T): T => {
  const { identityKind, identityNumber } = stated;
  if (identityKind || typeof identityNumber !== 'string') return stated;
  const kind = identityKindOf(identityNumber, stated.kind);
  return kind === undefined ? stated : { ...stated, identityKind: kind };
};

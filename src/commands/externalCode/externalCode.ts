import { commandOn, type Fold, type PreparationTools } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { numberForm } from '#domain/text/searchForm.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { type ExternalCodeEvent, externalCodeEvents } from '#events/externalCode/events.ts';
import type { Recorded } from '#events/store/event.ts';

/** Longer than any submission may take between taking its code and coming to be. */
const SUBMISSION_LASTS_MS = 10 * 60 * 1000;

/** The dossier that bears a code, and since when it does. */
type Bearer = { dossierId?: string; recordedAt?: string };

const bearer: Fold<Bearer, ExternalCodeEvent> = {
  category: externalCodeEvents.category,
  initial: {},
  evolve: (_, { data: { dossierId }, recordedAt }: Recorded<ExternalCodeEvent>) => ({ dossierId, recordedAt }),
};
const dossierExists: Fold<boolean, DossierEvent> = { category: dossierEvents.category, initial: false, evolve: () => true };
const externalCodeCommand = commandOn(bearer, { idField: 'externalCode' });

const duplicate = (code: string, dossierId: string): Rejection =>
  new Rejection('duplicate-external-code', `Code ${code} of the portal belongs to dossier ${dossierId}.`);

/**
 * Asked again for the same dossier, it changes nothing. Two that ask at the same time write to one stream: one of them
 * is refused. A code taken for a submission that broke off is free again once that submission can no longer succeed.
 */
export const takeExternalCode = externalCodeCommand({
  name: 'TakeExternalCode',
  summary: 'Lets a dossier bear a code of the portal, unless another dossier does.',
  input: externalCodeEvents.schemas.ExternalCodeTaken,
  unit: () => undefined,
  prepare: async (_, { dossierId, recordedAt }, { now }, tools) => {
    if (dossierId === undefined || recordedAt === undefined) return { free: true };
    const brokeOff = Date.parse(now) - Date.parse(recordedAt) > SUBMISSION_LASTS_MS;
    return { free: brokeOff && !(await tools.fold(`dossier-${dossierId}`, dossierExists)) };
  },
  decide: ({ dossierId: first }, { externalCode, dossierId }, _context, { free }) => {
    if (first === dossierId) return [];
    if (first !== undefined && !free) throw duplicate(externalCode, first);
    return [{ type: 'ExternalCodeTaken', data: { externalCode, dossierId } }];
  },
});

/**
 * Takes a code of the portal for a dossier, however it is typed (`numberForm`). Throws `duplicate-external-code`. Older
 * codes were kept with their spaces and dashes as typed: the same spelling finds them.
 */
export const externalCodeFor = async (dossierId: string, code: string | undefined, tools: PreparationTools): Promise<void> => {
  const externalCode = numberForm(code ?? '');
  if (code === undefined || externalCode === '') return;
  const requireUnborne = async (form: string): Promise<void> => {
    const { dossierId: bears } = await tools.fold(`${externalCodeEvents.category}-${form}`, bearer);
    if (bears !== undefined && bears !== dossierId) throw duplicate(code, bears);
  };
  const asKeptBefore = code.trim().toUpperCase();
  if (asKeptBefore !== externalCode) await requireUnborne(asKeptBefore);
  await tools.run(takeExternalCode, { externalCode, dossierId });
  // a repeat of this submission may find that another took over meanwhile
  await requireUnborne(externalCode);
};

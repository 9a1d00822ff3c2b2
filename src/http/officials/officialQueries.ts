import { z } from 'zod';
import { unitsKnowing, unitsOf } from '#domain/center/official.ts';
import { searchWords } from '#domain/text/searchForm.ts';
import { maskPersonal } from '#events/store/personalData.ts';
import { OfficialId, PartyId, PersonalText, Position, ProcedureCode, UnitCode } from '#events/terms.ts';
import { inNameOrder, oneUnit } from '#http/server/nameOrder.ts';
import { AsOf, On } from '#http/server/parameters.ts';
import { defineList, defineQuery, type PastTools, type QueryTools } from '#http/server/query.ts';
import type { Placed } from '#http/server/unitOrder.ts';
import { servingAsOf, taskGroupsAsOf } from '#projections/centerPeople/queries.ts';
import { type Load as HeldLoad, loadsAsOf } from '#projections/officialLoad/queries.ts';
import { findOfficial, listOfficials as listInModel, type OfficialView, staffingThen } from '#projections/staffing/queries.ts';
import { Official } from '#projections/staffing/view.ts';

/** More than any unit has. */
const MOST_PEOPLE = 10_000;

const NameOrder = z
  .enum(['id', 'name'])
  .optional()
  .describe(
    'name: by given name, as Vietnamese lists of people are, of one unit; it opens all its names, so it needs the right and a purpose. id when absent.',
  );

type Reader = Pick<QueryTools, 'units' | 'day'>;

/** The unit for which the reader may open what is personal: where it is its official on the day. `all` asks for none. */
const unitFor = ({ units, day }: Reader, belonging: Parameters<typeof unitsOf>[0]): { unit: string | undefined; mayBeOpened: boolean } => {
  const unit = unitsOf(belonging, [day]).find((code) => units === 'all' || units.includes(code));
  return { unit, mayBeOpened: units === 'all' || unit !== undefined };
};

/** Opens what is personal for a unit whose official it is on the day; whoever served there before shows by id only. */
const named = async (tools: QueryTools, official: OfficialView): Promise<Official> => {
  const { unit, mayBeOpened } = unitFor(tools, official);
  const shown = mayBeOpened ? await tools.open(`official-${official.officialId}`, unit, official) : maskPersonal(official);
  return shown as Official;
};

/** An official in a list; `open`: the names were opened to order by them. */
type Listed = { place: number; item: OfficialView | Official; open: boolean };

const listOfficials = defineList({
  name: 'ListOfficials',
  summary: 'Officials with all their assignments; filters ask about a day.',
  path: '/officials',
  query: z.object({
    on: On,
    unit: UnitCode.optional().describe('Serving there on the day, or registered by it and not assigned anywhere yet.'),
    position: Position.optional(),
    text: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('Part of an official’s own id, in any letter case, with what stands between its parts or without.'),
    name: z
      .string()
      .max(200)
      .refine((name) => searchWords(name).length >= 1, 'must hold a word of the name')
      .optional()
      .describe(
        'Words of an official’s name, in any order, with marks or without; takes the right to personal data and `X-Purpose`, and is on record.',
      ),
    order: NameOrder,
    asOf: AsOf,
  }),
  answer: Official,
  key: z.tuple([z.int(), OfficialId]),
  projections: ['staffing'],
  run: async (tools, { unit, position, text, name, order, limit, cursor, asOf }): Promise<Listed[]> => {
    const db = staffingThen(tools.db, asOf);
    const { units, unitsAsked, day, findByPersonal } = tools;
    if (order === 'name') oneUnit(unitsAsked);
    const officialIds = name === undefined ? undefined : await findByPersonal('official', 'name', name, 'name');
    const filters = { units, unit, position, text, officialIds, day };
    if (order !== 'name')
      return (await listInModel(db, filters, { limit, after: cursor?.[1] })).map((item) => ({ place: 0, item, open: false }));
    const everybody = await listInModel(db, filters, { limit: MOST_PEOPLE });
    const opened = await Promise.all(everybody.map((official) => named(tools, official)));
    const people = opened.map((item) => ({ item, name: unitFor(tools, item).mayBeOpened ? item.name : null }));
    return inNameOrder(people)
      .filter(({ place }) => cursor === undefined || place > cursor[0])
      .map((placed) => ({ ...placed, open: true }));
  },
  keyOf: ({ place, item }) => [place, item.officialId],
  present: async (tools, officials) =>
    Promise.all(officials.map(async ({ item, open }) => (open ? (item as Official) : named(tools, item as OfficialView)))),
});

const getOfficial = defineQuery({
  name: 'GetOfficial',
  summary: 'One official with offices held and all assignments.',
  path: '/officials/:officialId',
  params: z.object({ officialId: OfficialId }),
  query: z.object({ on: On, asOf: AsOf }),
  answer: Official,
  projections: ['staffing'],
  run: async (tools, { officialId, asOf }) => {
    const official = await findOfficial(staffingThen(tools.db, asOf), officialId, tools.day);
    const { units } = tools;
    const visible = official && (units === 'all' || unitsKnowing(official).some((unit) => units.includes(unit)));
    return visible ? named(tools, official) : undefined;
  },
});

const Load = z
  .object({
    unit: PartyId,
    officialId: OfficialId,
    name: PersonalText.nullable().describe('Null: nobody is registered under this id.'),
    positions: z.array(Position).describe('Held there on the day; empty for one who does not serve there and yet holds dossiers.'),
    standsInFor: z.array(OfficialId),
    replacedBy: z.array(OfficialId).describe('Who stands in for this official on the day.'),
    taskGroups: z
      .int()
      .nullable()
      .describe('Task groups given, those of officials stood in for included; null when none were ever given to any of them.'),
    fields: z.array(z.string()).describe('Their sectors.'),
    held: z.int().describe('Open dossiers in hand.'),
    pending: z.int().describe('Of those, without a result.'),
    overdue: z.int().describe('Without a result and past their due time.'),
    dueSoon: z.int().describe('Without a result and due within `dueWithinHours`.'),
    waitingForCitizen: z.int().describe('The clock stands still.'),
    procedures: z.array(ProcedureCode).describe('Procedures of the dossiers in hand.'),
  })
  .meta({ id: 'OfficialLoad', description: 'What one official has to carry at one Center.' });
type Load = z.infer<typeof Load>;
/** A line before its name is looked up. */
type Line = Omit<Load, 'name'>;

const nothing = { official: null, held: 0, pending: 0, overdue: 0, dueSoon: 0, waitingForCitizen: 0, procedures: [] };

/** One line for each official who serves at a unit on the day or holds dossiers there. */
const linesOf = (
  serving: Awaited<ReturnType<typeof servingAsOf>>,
  loads: readonly HeldLoad[],
  groupsOf: Awaited<ReturnType<typeof taskGroupsAsOf>>,
): Line[] => {
  const keyOf = (unit: string, official: string) => `${unit} ${official}`;
  const servicesOf = Map.groupBy(serving, ({ unit, official_id }) => keyOf(unit, official_id));
  const replacements = Map.groupBy(serving, ({ unit, substitute_for }) => keyOf(unit, substitute_for ?? ''));
  const loadOf = new Map(loads.flatMap((load) => (load.official === null ? [] : [[keyOf(load.unit, load.official), load] as const])));
  return [...new Set([...servicesOf.keys(), ...loadOf.keys()])].toSorted().map((key) => {
    const [unit = '', officialId = ''] = key.split(' ');
    const services = servicesOf.get(key) ?? [];
    const standsInFor = services.flatMap(({ substitute_for }) => substitute_for ?? []);
    const given = [officialId, ...standsInFor].flatMap((official) => {
      const groups = groupsOf.get(official);
      return groups === undefined ? [] : [groups];
    });
    const fields = [...new Set(given.flat().map(({ field }) => field))].toSorted();
    const { official: _, ...load } = loadOf.get(key) ?? nothing;
    return {
      ...load,
      unit,
      officialId,
      positions: [...new Set(services.map(({ position }) => position))],
      standsInFor,
      replacedBy: (replacements.get(key) ?? []).map(({ official_id }) => official_id),
      taskGroups: given.length === 0 ? null : fields.length,
      fields,
    };
  });
};

const loads = async (
  { db, unitsAsked, day, standpoint: { asOf, moment } }: PastTools,
  { officialId: official, dueWithinHours }: { officialId?: string | undefined; dueWithinHours: number },
): Promise<Line[]> => {
  const soon = Temporal.Instant.from(moment).add({ hours: dueWithinHours }).toString({ smallestUnit: 'millisecond' });
  const serving = await servingAsOf(db, unitsAsked, day, asOf);
  const held = await loadsAsOf(db, { units: unitsAsked, official, moment, soon }, asOf);
  const lines = linesOf(serving, held, await taskGroupsAsOf(db, 'all', day, asOf));
  return official === undefined ? lines : lines.filter(({ officialId }) => officialId === official);
};

/** Lines with the name opened for whoever may read it, which is on record. */
const withNames = async (
  tools: QueryTools,
  lines: readonly Line[],
  asOf: AsOf | undefined,
): Promise<{ line: Load; mayBeOpened: boolean }[]> => {
  const officialIds = [...new Set(lines.map(({ officialId }) => officialId))];
  const officials = await listInModel(
    staffingThen(tools.db, asOf),
    { units: 'all', officialIds, day: tools.day },
    { limit: officialIds.length },
  );
  const byId = new Map(officials.map((official) => [official.officialId, official]));
  const names = await Promise.all(
    officialIds.map(async (officialId) => {
      const official = byId.get(officialId);
      if (official === undefined) return { name: null, mayBeOpened: false };
      const { unit, mayBeOpened } = unitFor(tools, official);
      const { name } = official;
      const shown = mayBeOpened ? await tools.open(`official-${officialId}`, unit, { name }) : maskPersonal({ name });
      return { name: shown.name as Load['name'], mayBeOpened };
    }),
  );
  const nameOf = new Map(officialIds.map((officialId, index) => [officialId, names[index]]));
  return lines.map((line) => {
    const { name = null, mayBeOpened = false } = nameOf.get(line.officialId) ?? {};
    return { line: { ...line, name }, mayBeOpened };
  });
};

const listOfficialLoad = defineList({
  name: 'ListOfficialLoad',
  summary: 'What each official has to carry: dossiers in hand, how urgent they are, and task groups given.',
  path: '/officials/load',
  query: z.object({
    unit: PartyId.optional(),
    officialId: OfficialId.optional(),
    position: Position.optional(),
    taskGroupsFrom: z.coerce.number().int().min(0).max(100).optional().describe('Only with at least so many task groups.'),
    heldFrom: z.coerce.number().int().min(0).max(1_000_000).optional().describe('Only with at least so many dossiers in hand.'),
    dueWithinHours: z.coerce.number().int().min(1).max(10_000).default(48).describe('What counts as due soon.'),
    order: NameOrder,
    asOf: AsOf,
  }),
  answer: Load,
  key: z.tuple([z.int(), PartyId, OfficialId]),
  projections: ['center-people', 'official-load', 'staffing'],
  run: async (tools, { position, taskGroupsFrom = 0, heldFrom = 0, order, ...asked }): Promise<Placed<Line | Load>[]> => {
    if (order === 'name') oneUnit(tools.unitsAsked);
    const lines = (await loads(tools, asked)).filter(
      (line) =>
        (position === undefined || line.positions.includes(position)) && (line.taskGroups ?? 0) >= taskGroupsFrom && line.held >= heldFrom,
    );
    if (order !== 'name') return lines.map((item) => ({ place: 0, item }));
    return inNameOrder(
      (await withNames(tools, lines, asked.asOf)).map(({ line, mayBeOpened }) => ({ item: line, name: mayBeOpened ? line.name : null })),
    );
  },
  keyOf: ({ place, item: { unit, officialId } }) => [place, unit, officialId],
  whole: 'ascending',
  present: async (tools, found, { asOf }) => {
    const lines = found.map(({ item }) => item);
    return lines.every((line) => 'name' in line) ? lines : (await withNames(tools, lines, asOf)).map(({ line }) => line);
  },
});

export const officialQueries = [listOfficials, getOfficial, listOfficialLoad];

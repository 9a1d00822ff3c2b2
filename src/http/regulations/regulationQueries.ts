import { z } from 'zod';
import { ArticleDifference, compareArticles } from '#domain/regulation/differences.ts';
import { Article, Instant, LegalAct, LocalDate, maybeDay, maybeInstant, UnitCode } from '#events/terms.ts';
import { AsOf, Flag } from '#http/server/parameters.ts';
import { covers } from '#http/server/principal.ts';
import { defineList, defineQuery, type PastTools } from '#http/server/query.ts';
import { inUnitOrder, sortedByPlace, UnitOrder } from '#http/server/unitOrder.ts';
import { issuedAt, modelAt } from '#projections/regulations/queries.ts';
import { type Issued, ModelVersion } from '#projections/regulations/view.ts';

const projections = ['regulations'];
const Version = z.coerce.number().int().min(1).max(10_000);

const Model = z
  .object({ current: ModelVersion.nullable().describe('The version published last.'), versions: z.array(ModelVersion) })
  .meta({ id: 'ModelRegulationsHistory' });

const getModelRegulations = defineQuery({
  name: 'GetModelRegulations',
  summary: 'The model text of the Centers’ working regulations, in all its versions.',
  path: '/regulations/model',
  query: z.object({ asOf: AsOf }),
  answer: Model,
  projections,
  run: async ({ db, standpoint }) => {
    const versions = await modelAt(db, standpoint.asOf);
    return { current: versions.at(-1) ?? null, versions };
  },
});

const Changes = z
  .object({
    from: z.int(),
    to: z.int(),
    note: z.string().describe('What the publisher said of the later version.'),
    articles: z.array(ArticleDifference),
  })
  .meta({ id: 'ModelRegulationChanges' });

const getModelRegulationChanges = defineQuery({
  name: 'GetModelRegulationChanges',
  summary: 'What changed between two versions of the model text, article by article and word by word.',
  path: '/regulations/model/changes',
  query: z.object({
    from: Version.optional().describe('The one before `to` when absent.'),
    to: Version.optional().describe('The last one when absent.'),
    asOf: AsOf,
  }),
  answer: Changes,
  projections,
  run: async ({ db, standpoint }, { from, to }) => {
    const versions = await modelAt(db, standpoint.asOf);
    const later = versions[(to ?? versions.length) - 1];
    const earlier = versions[(from ?? (later?.version ?? 0) - 1) - 1];
    if (later === undefined || earlier === undefined) return undefined;
    return {
      from: earlier.version,
      to: later.version,
      note: later.note,
      articles: compareArticles(earlier.articles, later.articles),
    };
  },
});

/** How many articles differ, at least by a word; a renumbered one does not. */
const differing = (before: readonly Article[], after: readonly Article[]): number =>
  compareArticles(before, after).filter(({ kind }) => kind !== 'same').length;

const modelOf = (versions: readonly ModelVersion[], version: number | null): ModelVersion | undefined =>
  version === null ? undefined : versions[version - 1];

const Summary = z
  .object({
    unit: UnitCode,
    act: LegalAct.nullable().describe('The regulations issued last; null: none.'),
    effectiveOn: maybeDay('From when they apply.'),
    basis: z.string().nullable(),
    issuedAt: maybeInstant('When they were issued.'),
    modelVersion: z.int().nullable().describe('Version of the model text they rest on, as far as it is known.'),
    currentModelVersion: z.int().nullable().describe('The last one there is.'),
    outdated: z.boolean().describe('They rest on an earlier version of the model text.'),
    articles: z.int().nullable().describe('How many they have; null: the text was not entered.'),
    differing: z.int().nullable().describe('How many articles differ from the model text they rest on, were added or left out.'),
  })
  .meta({ id: 'RegulationSummary' });
type Summary = z.infer<typeof Summary>;

const notIssued = { act: null, effectiveOn: null, basis: null, issuedAt: null, modelVersion: null, articles: null };

const summaryOf = (unit: string, issued: Issued | undefined, versions: readonly ModelVersion[]): Summary => {
  const { modelVersion, articles, ...others } = issued ?? notIssued;
  const model = modelOf(versions, modelVersion);
  const current = versions.at(-1)?.version ?? null;
  return {
    ...others,
    unit,
    modelVersion,
    currentModelVersion: current,
    outdated: modelVersion !== null && current !== null && modelVersion < current,
    articles: articles?.length ?? null,
    differing: model === undefined || articles === null ? null : differing(model.articles, articles),
  };
};

const listRegulations = defineList({
  name: 'ListRegulations',
  summary:
    'The working regulations of each Center: since when, on which version of the model text, and in how many articles they differ from it.',
  path: '/regulations',
  query: z.object({
    asOf: AsOf,
    issued: Flag.optional().describe('true: only Centers that issued some; false: only those that did not.'),
    outdated: Flag.optional().describe('true: only those that rest on an earlier version of the model text.'),
    order: UnitOrder,
  }),
  ...sortedByPlace(Summary, 'unit'),
  projections,
  run: async (tools, { issued, outdated, order }) => {
    const { db, units, settings } = tools;
    const { asOf } = tools.standpoint;
    const [versions, all] = await Promise.all([modelAt(db, asOf), issuedAt(db, asOf, units)]);
    const summaries = settings.units
      .map(({ code }) => code)
      .filter((code) => covers(units, code) && (issued === undefined || all.has(code) === issued))
      .toSorted()
      .map((code) => summaryOf(code, all.get(code)?.at(-1), versions))
      .filter((summary) => outdated === undefined || summary.outdated === outdated);
    return inUnitOrder(tools, order, summaries, ({ unit }) => unit);
  },
});

const News = z
  .object({ version: z.int(), publishedAt: Instant, note: z.string(), articles: z.array(ArticleDifference) })
  .meta({ id: 'ModelRegulationNews' });
const Regulations = Summary.extend({
  text: z.array(Article).nullable(),
  earlier: z
    .array(z.object({ act: LegalAct, effectiveOn: LocalDate, issuedAt: Instant, modelVersion: z.int().nullable() }))
    .describe('What they took the place of, oldest first.'),
  modelNews: News.nullable().describe('What changed in the model text since the version they rest on; null: nothing, or not known.'),
}).meta({ id: 'CenterRegulations' });

/** What there is to know of the model text for a Center whose regulations rest on an earlier version. */
const newsFor = (issued: Issued, versions: readonly ModelVersion[]): z.infer<typeof News> | null => {
  const base = modelOf(versions, issued.modelVersion);
  const last = versions.at(-1);
  if (base === undefined || last === undefined || base.version === last.version) return null;
  const { version, publishedAt, note } = last;
  return { version, publishedAt, note, articles: compareArticles(base.articles, last.articles).filter(({ kind }) => kind !== 'same') };
};

const known = async ({ db, standpoint: { asOf } }: PastTools, unit: string) => {
  const [versions, all] = await Promise.all([modelAt(db, asOf), issuedAt(db, asOf, [unit])]);
  const issued = all.get(unit) ?? [];
  const last = issued.at(-1);
  return last && { versions, issued, last };
};

const getRegulations = defineQuery({
  name: 'GetRegulations',
  summary: 'The working regulations of one Center with their text, those before, and what changed in the model text since.',
  path: '/regulations/:unit',
  params: z.object({ unit: UnitCode }),
  query: z.object({ asOf: AsOf }),
  answer: Regulations,
  projections,
  run: async (tools, { unit }) => {
    const found = await known(tools, unit);
    if (found === undefined) return undefined;
    const { versions, issued, last } = found;
    return {
      ...summaryOf(unit, last, versions),
      text: last.articles,
      earlier: issued
        .slice(0, -1)
        .map(({ act, effectiveOn, issuedAt: at, modelVersion }) => ({ act, effectiveOn, issuedAt: at, modelVersion })),
      modelNews: newsFor(last, versions),
    };
  },
});

const Differences = z
  .object({
    unit: UnitCode,
    modelVersion: z.int().describe('Version of the model text they are compared with.'),
    articles: z.array(ArticleDifference).describe('From the model text to the Center’s.'),
  })
  .meta({ id: 'RegulationDifferences' });

const getRegulationDifferences = defineQuery({
  name: 'GetRegulationDifferences',
  summary: 'In what the working regulations of a Center differ from the model text, article by article and word by word.',
  path: '/regulations/:unit/differences',
  params: z.object({ unit: UnitCode }),
  query: z.object({
    version: Version.optional().describe('Version of the model text; the one they rest on when absent, or else the last one.'),
    asOf: AsOf,
  }),
  answer: Differences,
  projections,
  run: async (tools, { unit, version }) => {
    const found = await known(tools, unit);
    if (found === undefined || found.last.articles === null) return undefined;
    const { versions, last } = found;
    const model = modelOf(versions, version ?? last.modelVersion ?? versions.length);
    if (model === undefined) return undefined;
    return { unit, modelVersion: model.version, articles: compareArticles(model.articles, found.last.articles) };
  },
});

export const regulationQueries = [
  getModelRegulations,
  getModelRegulationChanges,
  listRegulations,
  getRegulations,
  getRegulationDifferences,
];

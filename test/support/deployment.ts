import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const root = path.join(import.meta.dirname, '..', '..');

/** A file of the repository, as text. */
export const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const parsed = new Map<string, unknown>();
/** A YAML file of the repository, its anchors merged; one object for all who ask. */
export const yamlOf = (file: string): any => {
  if (!parsed.has(file)) parsed.set(file, parse(textOf(file), { merge: true, maxAliasCount: -1 }));
  return parsed.get(file);
};

type Variables = Record<string, string | undefined>;

/** Text with Compose's variables put in: `${NAME}`, `${NAME:-else}`, `${NAME:?message}`, nested. Throws the message when a required one is missing. */
export const interpolate = (text: string, env: Variables): string => {
  const start = text.search(/\$[{$]/);
  if (start < 0) return text;
  if (text[start + 1] === '$') return `${text.slice(0, start)}$${interpolate(text.slice(start + 2), env)}`;
  let end = start + 2;
  for (let depth = 1; depth > 0; end += 1) {
    if (end >= text.length) throw new Error(`a brace is not closed in ${text}`);
    if (text[end] === '}') depth -= 1;
    if (text.startsWith('${', end)) depth += 1;
  }
  const [, name = '', operator = '', rest = ''] = /^(\w+)(:-|:\?|)(.*)$/s.exec(text.slice(start + 2, end - 1)) ?? [];
  if (name === '') throw new Error(`${text} is not understood`);
  const value = env[name] || undefined;
  if (value === undefined && operator === ':?') throw new Error(rest);
  return `${text.slice(0, start)}${value ?? (operator === ':-' ? interpolate(rest, env) : '')}${interpolate(text.slice(end), env)}`;
};

const interpolated = (value: unknown, env: Variables): any => {
  if (typeof value === 'string') return interpolate(value, env);
  if (Array.isArray(value)) return value.map((item) => interpolated(item, env));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolated(item, env)]));
  return value;
};

export type Service = {
  image: string;
  build?: { context: string; dockerfile: string };
  profiles?: string[];
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  networks?: string[];
  ports?: string[];
  restart: string;
  healthcheck?: object;
  depends_on?: Record<string, { condition: string; required?: boolean }>;
};

/** The services of infra/compose.yaml as Compose makes them from an environment. Throws when it would refuse. */
export const servicesWith = (env: Variables): Record<string, Service> => interpolated(yamlOf('infra/compose.yaml'), env).services;

/** The variables that infra/compose.yaml reads; `required` without them it refuses. */
export const composeVariables = (): { all: string[]; required: string[] } => {
  // comments speak of variables too
  const text = JSON.stringify(yamlOf('infra/compose.yaml'));
  const names = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted();
  return { all: names(/\$\{(\w+)/g), required: names(/\$\{(\w+):\?/g) };
};

export type Expression = { where: string; expression: string };

/** Every PromQL expression of the alert rules. */
export const alertExpressions = (): Expression[] =>
  yamlOf('infra/prometheus/rules.yaml').groups.flatMap(({ rules }: { rules: { alert: string; expr: string }[] }) =>
    rules.map(({ alert, expr }) => ({ where: alert, expression: expr })),
  );

/** Every PromQL expression of the dashboard. */
export const dashboardExpressions = (): Expression[] =>
  JSON.parse(textOf('infra/grafana/dashboards/motcua.json')).panels.flatMap(
    ({ title, targets = [] }: { title: string; targets?: { expr: string }[] }) =>
      targets.map(({ expr }) => ({ where: title, expression: expr })),
  );

const quoted = /"(?:[^"\\]|\\.)*"/g;
const grouping = /\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g;
const words = new Set(['and', 'or', 'unless', 'bool', 'offset']);

/** The metrics that a PromQL expression reads, and the labels that it names, each with the metrics they are of: their own selector's, or all. */
export const readsOf = (expression: string): { metrics: string[]; labels: { label: string; of: string[] }[] } => {
  const text = expression.replaceAll(quoted, '""');
  const bare = text.replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, ' ').replaceAll(grouping, ' ');
  const metrics = [...new Set([...bare.matchAll(/[a-zA-Z_:][\w:]*(?![\w:]*\s*\()/g)].map(([name]) => name))].filter(
    (name) => !words.has(name),
  );
  const inSelectors = [...text.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)].flatMap(([, name = '', matchers = '']) =>
    [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => ({ label, of: [name] })),
  );
  const inGroupings = [...text.matchAll(grouping)].flatMap(([, labels = '']) =>
    labels.split(',').map((label) => ({ label: label.trim(), of: metrics })),
  );
  return { metrics, labels: [...inSelectors, ...inGroupings] };
};

import { z } from 'zod';

// `any`: a JSON Schema may say anything
export type Schema = Record<string, any>;
export type Operation = {
  operationId: string;
  method: string;
  /** With `{parameters}`. */
  path: string;
  parameters: { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }[];
  body: Schema | undefined;
  /** Whether a body is what the document asks for. */
  accepts: (body: unknown) => boolean;
  /** What is wrong with the JSON of an answer, by the document; nothing for a status or a kind it does not describe. */
  faultOf: (status: number, contentType: string, json: unknown) => string | undefined;
};

type Media = Record<string, { schema: Schema }>;
type Described = {
  operationId: string;
  parameters?: Operation['parameters'];
  requestBody?: { content: Media };
  responses: Record<string, { content?: Media }>;
};

const inlined = (value: unknown, schemas: Record<string, Schema>): any => {
  if (Array.isArray(value)) return value.map((inner) => inlined(inner, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...own } = value as Schema;
  if (typeof $ref === 'string') return { ...inlined(schemas[$ref.split('/').at(-1) ?? ''], schemas), ...inlined(own, schemas) };
  return Object.fromEntries(Object.entries(own).map(([name, inner]) => [name, inlined(inner, schemas)]));
};

/** The reader knows fewer forms of a time than the pattern beside the format allows. */
const byPattern = (value: any): any => {
  if (Array.isArray(value)) return value.map(byPattern);
  if (typeof value !== 'object' || value === null) return value;
  const { format, ...rest } = value;
  const kept = typeof format !== 'string' || 'pattern' in rest || 'allOf' in rest ? rest : value;
  return Object.fromEntries(Object.entries(kept).map(([name, inner]) => [name, byPattern(inner)]));
};
const reader = (schema: Schema | undefined) => (schema === undefined ? undefined : z.fromJSONSchema(byPattern(schema)));

/** Every operation of an OpenAPI document, nothing left to look up. */
export const operationsOf = (document: {
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, Schema> };
}) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const { operationId, parameters = [], requestBody, responses } = inlined(described, document.components.schemas) as Described;
      const body = requestBody?.content['application/json']?.schema;
      const asked = reader(body);
      const answers = new Map(
        Object.entries(responses).flatMap(([status, { content = {} }]) =>
          Object.entries(content).map(([type, { schema }]) => [`${status} ${type}`, reader(schema)] as const),
        ),
      );
      return {
        operationId,
        method: method.toUpperCase(),
        path,
        parameters,
        body,
        accepts: (given) => asked?.safeParse(given).success ?? given === undefined,
        faultOf: (status, contentType, json) => {
          const result = answers.get(`${status} ${contentType.split(';')[0]}`)?.safeParse(json);
          return result?.success === false ? z.prettifyError(result.error) : undefined;
        },
      };
    }),
  );

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sentences } from '#events/store/sentences.ts';
import { languageOf } from '#http/server/languages.ts';
import { inVietnamese } from './inVietnamese.ts';

type Tell = (value: any) => unknown;

const inObject = (fields: readonly (readonly [string, Tell])[]): Tell => {
  return (value) => {
    if (value === null || typeof value !== 'object') return value;
    const told = fields.flatMap(([name, tell]) => (name in value ? [[name, tell(value[name])] as const] : []));
    return told.length === 0 ? value : { ...value, ...Object.fromEntries(told) };
  };
};
const inList =
  (tell: Tell): Tell =>
  (value) =>
    Array.isArray(value) ? value.map(tell) : value;

/**
 * Makes what tells the sentences of an answer in Vietnamese, wherever its schema declares some; undefined where it
 * declares none. What is nobody's sentence is the same value afterwards.
 */
export const vietnameseTeller = (schema: z.ZodType, within: readonly z.ZodType[] = []): Tell | undefined => {
  if (within.includes(schema)) return undefined;
  const inner = (one: unknown): Tell | undefined => vietnameseTeller(one as z.ZodType, [...within, schema]);
  if (sentences.get(schema)) return (value) => (typeof value === 'string' ? inVietnamese(value) : value);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) return inner(schema.unwrap());
  if (schema instanceof z.ZodArray) {
    const tell = inner(schema.element);
    return tell && inList(tell);
  }
  if (schema instanceof z.ZodRecord) {
    const tell = inner(schema.valueType);
    return tell && ((value) => Object.fromEntries(Object.entries(value ?? {}).map(([name, one]) => [name, tell(one)])));
  }
  if (schema instanceof z.ZodUnion) {
    const tellers = schema.options.map(inner).filter((one) => one !== undefined);
    return tellers.length === 0 ? undefined : (value) => tellers.reduce((told, tell) => tell(told), value);
  }
  if (!(schema instanceof z.ZodObject)) return undefined;
  const fields = Object.entries(schema.shape).flatMap(([name, field]) => {
    const tell = inner(field);
    return tell === undefined ? [] : [[name, tell] as const];
  });
  return fields.length === 0 ? undefined : inObject(fields);
};

type Responses = Readonly<Record<string, { content?: Readonly<Record<string, { schema?: unknown }>> } | undefined>>;

/** Every answer that holds sentences tells them in the language asked for, and says which. Call before any route. */
export const tellAnswers = (server: FastifyInstance): void => {
  server.addHook('onRoute', (route) => {
    const tellers = new Map(
      Object.entries((route.schema?.response ?? {}) as Responses).flatMap(([status, response]) => {
        const schema = response?.content?.['application/json']?.schema;
        const tell = schema instanceof z.ZodType ? vietnameseTeller(schema) : undefined;
        return tell === undefined ? [] : [[Number(status), tell] as const];
      }),
    );
    if (tellers.size === 0) return;
    route.preSerialization = [
      ...[route.preSerialization ?? []].flat(),
      async (request, reply, payload) => {
        const tell = tellers.get(reply.statusCode);
        if (tell === undefined) return payload;
        const language = languageOf(request.headers['accept-language']);
        reply.headers({ 'content-language': language, vary: 'Accept-Language' });
        return language === 'vi' ? tell(payload) : payload;
      },
    ];
  });
};

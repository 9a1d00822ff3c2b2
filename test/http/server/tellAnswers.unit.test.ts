import fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#commands/all.ts';
import { sentence, sentences } from '#events/store/sentences.ts';
import { allQueries } from '#http/all.ts';
import { tellAnswers } from '#http/server/texts/tellAnswers.ts';

const Answer = z.object({
  detail: sentence(z.string()).describe('Found.').optional(),
  note: z.string(),
  gaps: z.array(z.object({ gap: sentence(z.string()).nullable() })),
  byUnit: z.record(z.string(), sentence(z.string())),
});
const said = 'No director serves on 2025-07-01.';
const answer = { detail: said, note: said, gaps: [{ gap: said }, { gap: null }], byUnit: { 25747: said } };

const answered = async (language: string) => {
  const server = fastify();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  tellAnswers(server);
  server.get(
    '/',
    { schema: { response: { 200: { description: 'x', content: { 'application/json': { schema: Answer } } } } } },
    (_, reply) => reply.type('application/json').send(answer),
  );
  return server.inject({ url: '/', headers: { 'accept-language': language } });
};

it('sentences of an answer are told in the language asked for, and nobody’s own words are changed', async () => {
  const told = 'Không có giám đốc làm việc vào ngày 01/07/2025.';
  const response = await answered('vi');
  expect(response.json()).toEqual({ detail: told, note: said, gaps: [{ gap: told }, { gap: null }], byUnit: { 25747: told } });
  expect(response.headers).toMatchObject({ 'content-language': 'vi', vary: 'Accept-Language' });
});

it('they are English for whoever asks for nothing else', async () => {
  const response = await answered('de');
  expect(response.json()).toEqual(answer);
  expect(response.headers).toMatchObject({ 'content-language': 'en', vary: 'Accept-Language' });
});

/** Paths of the fields of an answer that have this name, with whether they are declared sentences. */
const fieldsCalled = (name: string, schema: z.core.$ZodType, path = '', seen: readonly z.core.$ZodType[] = []): [string, boolean][] => {
  if (seen.includes(schema)) return [];
  const within = [...seen, schema];
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([field, one]) => [
      ...(field === name ? [[`${path}.${field}`, isSentence(one)] as [string, boolean]] : []),
      ...fieldsCalled(name, one, `${path}.${field}`, within),
    ]);
  const inner = Object.values(schema._zod.def)
    .flat()
    .filter((part) => part instanceof z.core.$ZodType);
  return inner.flatMap((part) => fieldsCalled(name, part, path, within));
};
const isSentence = (schema: z.ZodType): boolean =>
  sentences.get(schema) !== undefined ||
  ((schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) && isSentence(schema.unwrap() as z.ZodType));

it('what an answer calls a detail is a sentence of the program, told so', () => {
  const answers = [
    ...allQueries.map(({ name, answer }) => [name, answer] as const),
    ...commands.flatMap(({ name, receipt }) => (receipt === undefined ? [] : [[name, z.object(receipt.shape)] as const])),
  ];
  const found = answers.flatMap(([name, answer]) => fieldsCalled('detail', answer, name));
  expect(found.length).toBeGreaterThan(5);
  const untold = found.flatMap(([path, isTold]) => (isTold ? [] : [path]));
  // problems of lines are told as those of single commands
  expect([...new Set(untold)].filter((path) => !/^(Get|List)DossierBatch.*\.problem\./.test(path))).toEqual([]);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import { allQueries } from '#http/all.ts';
import { isGranted } from '#http/server/access.ts';
import { openApiDocument } from '#http/server/openApi.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

type Operation = {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, unknown>;
};
let app: TestServer;
let document: { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, unknown> } };
beforeAll(async () => {
  app = await startTestServer({ commands, queries: allQueries });
  document = JSON.parse(openApiDocument(app.server));
});
afterAll(() => app.close());

const operations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods));

it('mounts and describes everything that any role may do, and nothing else', () => {
  const names = [...commands, ...allQueries].map(({ name }) => name).filter(isGranted);
  expect(
    operations()
      .map(({ operationId }) => operationId)
      .sort(),
  ).toEqual([...names, 'ReadEvents', 'StreamEvents'].sort());
});

it('says of every operation what it is, and how it can fail', () => {
  for (const { operationId, summary, tags, responses } of operations()) {
    expect(summary, operationId).toMatch(/^\p{Lu}.+[.!?]$/u);
    expect(tags, operationId).toHaveLength(1);
    expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['200', '400', '401', '403', '429']));
  }
});

it('names every parameter of a path, refers to nothing that is missing, and shows no sealed value', () => {
  for (const [path, methods] of Object.entries(document.paths))
    for (const { parameters = [] } of Object.values(methods))
      for (const [, name] of path.matchAll(/\{(\w+)\}/g))
        expect(
          parameters.map((one) => one.name),
          path,
        ).toContain(name);
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g))
    expect(document.components.schemas, name).toHaveProperty(name ?? '');
  expect(text).not.toContain('"sealed"');
});

it('gives one name to a schema that is the same as input and as output', () => {
  const { schemas } = document.components;
  for (const name of Object.keys(schemas)) if (name.endsWith('Input')) expect(schemas[name], name).not.toEqual(schemas[name.slice(0, -5)]);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import { access } from '#http/access.ts';
import { allQueries } from '#http/all.ts';
import { isGranted } from '#http/server/authentication.ts';
import { openApiDocument } from '#http/server/openApi.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security?: unknown[];
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

/** Parts of the seal: tiles are for anyone too, at paths that OpenAPI cannot say. */
const sealed = ['ExportLog', 'GetCheckpoint', 'GetCheckpointOfSize', 'GetEventProof', 'GetTimeStamp'];

it('mounts and describes everything that any role may do, and nothing else', () => {
  const names = [...commands, ...allQueries].map(({ name }) => name).filter((name) => isGranted(access, name));
  expect(
    operations()
      .map(({ operationId }) => operationId)
      .sort(),
  ).toEqual([...names, 'ReadEvents', 'StreamEvents', 'UploadAssignmentFile', ...sealed].sort());
});

it('says of every operation what it is, and how it can fail', () => {
  const silent = operations().filter(
    ({ summary, description, tags, responses, security }) =>
      !/^\p{Lu}[\p{L} ]{3,40}$/u.test(summary) ||
      !/^\p{Lu}.+[.!?]$/u.test(description) ||
      tags.length !== 1 ||
      (security?.length === 0 ? ['200', '429'] : ['200', '400', '401', '403', '429']).some((status) => !(status in responses)),
  );
  expect(silent.map(({ operationId }) => operationId)).toEqual([]);
});

it('names every parameter of a path, refers to nothing that is missing, and shows no sealed value', () => {
  const text = JSON.stringify(document);
  const unnamed = Object.entries(document.paths).filter(([path, methods]) =>
    [...path.matchAll(/\{(\w+)\}/g)].some(([, parameter]) =>
      Object.values(methods).some(({ parameters = [] }) => !parameters.some(({ name }) => name === parameter)),
    ),
  );
  const missing = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].filter(([, name]) => !(String(name) in document.components.schemas));
  expect({ unnamed, missing }).toEqual({ unnamed: [], missing: [] });
  expect(text).not.toContain('"sealed"');
});

it('declares its tags, its license and how everything may fail, and says yes or no as true or false', () => {
  const { info, tags } = document as unknown as { info: object; tags: { name: string }[] };
  expect(info).toMatchObject({ license: { name: 'Apache-2.0' }, contact: { url: expect.stringMatching(/^https:/) } });
  expect(new Set(operations().flatMap((operation) => operation.tags))).toEqual(new Set(tags.map(({ name }) => name)));
  expect(operations().filter(({ responses }) => !('500' in responses))).toEqual([]);
  expect(JSON.stringify(document)).not.toMatch(/"enum":\["true","false"\]/);
});

it('gives one name to a schema that is the same as input and as output', () => {
  const { schemas } = document.components;
  const twice = Object.keys(schemas).filter(
    (name) => name.endsWith('Input') && JSON.stringify(schemas[name]) === JSON.stringify(schemas[name.slice(0, -5)]),
  );
  expect(twice).toEqual([]);
});

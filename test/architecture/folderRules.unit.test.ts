import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = process.cwd();
let tree: string;

beforeAll(() => {
  tree = mkdtempSync(path.join(tmpdir(), 'motcua-rules-'));
  const rules = JSON.parse(readFileSync(path.join(root, '.oxlintrc.json'), 'utf8'));
  writeFileSync(path.join(tree, '.oxlintrc.json'), JSON.stringify({ ...rules, options: { typeAware: false } }));
});
afterAll(() => rmSync(tree, { recursive: true }));

/** Lints one file that imports one thing, under the project's rules. */
const lint = (file: string, specifier: string): string => {
  const place = path.join(tree, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, `import { thing } from '${specifier}';\nexport const other = thing;\n`);
  const result = spawnSync(process.execPath, [path.join(root, 'node_modules/oxlint/bin/oxlint'), file], {
    cwd: tree,
    encoding: 'utf8',
  });
  rmSync(place);
  return result.status === 0
    ? 'allowed'
    : result.stdout.includes('no-restricted-imports')
      ? 'refused'
      : `failed otherwise: ${result.stdout}${result.stderr}`;
};

describe('who may import whom', () => {
  it.each([
    ['src/events/center/events.ts', '#events/store/defineEvents.ts'],
    ['src/commands/center/openCenter.ts', '#events/center/events.ts'],
    ['src/commands/center/openCenter.ts', '#commands/handling/command.ts'],
    ['src/commands/center/openCenter.ts', './center.ts'],
    ['src/projections/staffing/projection.ts', '#events/official/events.ts'],
    ['src/projections/staffing/projection.ts', '#projections/daemon/projection.ts'],
    ['src/processes/eraseKey.ts', '#projections/daemon/process.ts'],
    ['src/http/dossiers/routes.ts', '#projections/dossierList/queries.ts'],
    ['src/http/dossiers/routes.ts', '#commands/dossier/receiveDossier.ts'],
    ['src/app.ts', '#projections/all.ts'],
  ])('%s may import %s', (file, specifier) => expect(lint(file, specifier)).toBe('allowed'));

  it.each([
    ['src/events/center/events.ts', '#commands/center/center.ts'],
    ['src/events/center/events.ts', '#projections/staffing/queries.ts'],
    ['src/events/center/events.ts', '#events/dossier/events.ts'],
    ['src/events/store/codec.ts', '#http/server/problems.ts'],
    ['src/commands/center/openCenter.ts', '#projections/staffing/queries.ts'],
    ['src/commands/center/openCenter.ts', '#http/server/problems.ts'],
    ['src/commands/center/openCenter.ts', '#commands/dossier/dossier.ts'],
    ['src/commands/center/openCenter.ts', 'fastify'],
    ['src/projections/staffing/projection.ts', '#commands/official/official.ts'],
    ['src/projections/staffing/projection.ts', '#projections/dossierList/projection.ts'],
    ['src/projections/staffing/projection.ts', '#http/server/query.ts'],
    ['src/processes/eraseKey.ts', '#projections/staffing/queries.ts'],
    ['src/processes/eraseKey.ts', '#http/server/query.ts'],
    ['src/http/dossiers/routes.ts', '#projections/dossierList/projection.ts'],
    ['src/http/dossiers/routes.ts', '#projections/daemon/daemon.ts'],
    ['src/http/dossiers/routes.ts', '#processes/all.ts'],
    ['src/http/dossiers/routes.ts', '#http/centers/routes.ts'],
    ['src/http/dossiers/routes.ts', 'pg'],
    ['src/app.ts', '../infra/start.ts'],
    ['src/commands/center/openCenter.ts', '../official/official.ts'],
    ['src/events/center/events.ts', '#infra/embedded.ts'],
  ])('%s may not import %s', (file, specifier) => expect(lint(file, specifier)).toBe('refused'));
});

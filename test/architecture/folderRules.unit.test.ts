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

/** Lints one file that imports one thing, under the project's rules; `more` is further code. */
const lint = (file: string, specifier: string, more = ''): string => {
  const place = path.join(tree, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, `import { thing } from '${specifier}';\nexport const other = thing;\n${more}\n`);
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

it('domain asks no clock', () => {
  expect(lint('src/domain/dossier/clock.ts', '#domain/time/localDay.ts', 'export const now = Date.now();')).toContain(
    'no-restricted-globals',
  );
});

describe('who may import whom', () => {
  it.each([
    ['src/events/center/events.ts', '#events/store/defineEvents.ts'],
    ['src/commands/center/decision.ts', '#events/center/events.ts'],
    ['src/commands/center/decision.ts', '#commands/handling/command.ts'],
    ['src/commands/center/decision.ts', './center.ts'],
    ['src/projections/staffing/projection.ts', '#events/official/events.ts'],
    ['src/projections/staffing/projection.ts', '#projections/daemon/projection.ts'],
    ['src/processes/eraseKey.ts', '#projections/daemon/process.ts'],
    ['src/http/dossiers/dossierQueries.ts', '#projections/dossierList/queries.ts'],
    ['src/http/dossiers/dossierQueries.ts', '#commands/dossier/intake.ts'],
    ['src/domain/dossier/clock.ts', '#events/dossier/events.ts'],
    ['src/domain/dossier/clock.ts', '#events/store/event.ts'],
    ['src/domain/dossier/clock.ts', '#domain/time/workingTime.ts'],
    ['src/commands/dossier/payFee.ts', '#domain/dossier/clock.ts'],
    ['src/projections/dossierList/projection.ts', '#domain/dossier/clock.ts'],
    ['src/processes/remind.ts', '#domain/time/workingTime.ts'],
    ['src/http/dossiers/dossierQueries.ts', '#domain/dossier/status.ts'],
    ['src/http/server/queryRoutes.ts', '#http/server/authentication.ts'],
    ['src/app/app.ts', '#projections/all.ts'],
  ])('%s may import %s', (file, specifier) => expect(lint(file, specifier)).toBe('allowed'));

  it.each([
    ['src/events/center/events.ts', '#commands/center/center.ts'],
    ['src/events/center/events.ts', '#projections/staffing/queries.ts'],
    ['src/events/center/events.ts', '#events/dossier/events.ts'],
    ['src/events/store/codec.ts', '#http/server/problems.ts'],
    ['src/commands/center/decision.ts', '#projections/staffing/queries.ts'],
    ['src/commands/center/decision.ts', '#http/server/problems.ts'],
    ['src/commands/center/decision.ts', '#commands/dossier/dossier.ts'],
    ['src/commands/center/decision.ts', 'fastify'],
    ['src/projections/staffing/projection.ts', '#commands/official/official.ts'],
    ['src/projections/staffing/projection.ts', '#projections/dossierList/projection.ts'],
    ['src/projections/staffing/projection.ts', '#http/server/query.ts'],
    ['src/processes/eraseKey.ts', '#projections/staffing/queries.ts'],
    ['src/processes/eraseKey.ts', '#http/server/query.ts'],
    ['src/http/dossiers/dossierQueries.ts', '#projections/dossierList/projection.ts'],
    ['src/http/dossiers/dossierQueries.ts', '#projections/daemon/daemon.ts'],
    ['src/http/dossiers/dossierQueries.ts', '#processes/all.ts'],
    ['src/http/dossiers/dossierQueries.ts', '#http/centers/centerQueries.ts'],
    ['src/http/dossiers/dossierQueries.ts', 'pg'],
    ['src/events/center/events.ts', '#domain/center/readiness.ts'],
    ['src/domain/dossier/clock.ts', '#events/store/eventStore.ts'],
    ['src/domain/dossier/clock.ts', '#commands/dossier/dossier.ts'],
    ['src/domain/dossier/clock.ts', '#projections/dossierList/queries.ts'],
    ['src/domain/dossier/clock.ts', '#http/server/problems.ts'],
    ['src/domain/dossier/clock.ts', 'kysely'],
    ['src/domain/dossier/clock.ts', 'node:fs'],
    ['src/http/server/queryRoutes.ts', '#http/access.ts'],
    ['src/http/server/queryRoutes.ts', '#http/dossiers/dossierQueries.ts'],
    ['src/http/server/commandRoutes.ts', '#commands/all.ts'],
    ['src/app/app.ts', '../../cli/start.ts'],
    ['src/commands/center/decision.ts', '../official/official.ts'],
    ['src/events/center/events.ts', '#cli/embedded.ts'],
  ])('%s may not import %s', (file, specifier) => expect(lint(file, specifier)).toBe('refused'));
});

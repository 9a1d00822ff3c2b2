import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

// docs/events.md is generated, and checked by `npm run check`
const pages = ['*.md', 'docs/*.md', 'docs/decisions/*.md', 'reference/*.md']
  .flatMap((pattern) => globSync(pattern))
  .filter((page) => page !== path.join('docs', 'events.md'));
/** Files that are not in the repository, and why a page names them. */
const elsewhere = new Set([
  'infra/contacts/contacts.json',
  // made by whoever follows docs/extending.md
  'test/samples/HotlinePublished.v1.json',

  'test/commands/center/hotline.unit.test.ts',
]);

const proseOf = (page: string): string => readFileSync(page, 'utf8').replaceAll(/```[\s\S]*?```/g, '');
const anchorsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(pages)('%s', (page) => {
  it('links to pages and headings that are there', () => {
    const broken = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^https?:/.test(link)) return [];
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      const found = existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
      return found ? [] : [link];
    });
    expect(broken).toEqual([]);
  });

  it('names files that are there', () => {
    const named = [...proseOf(page).matchAll(/`((?:src|test|cli|simulator|reference|infra|docs|bench)\/[\w./-]+)`/g)];
    const missing = named.map(([, file = '']) => file).filter((file) => !existsSync(file) && !elsewhere.has(file));
    expect(missing).toEqual([]);
  });
});

describe('decisions', () => {
  const decisions = globSync('docs/decisions/0*.md').toSorted();
  const index = readFileSync('docs/decisions/README.md', 'utf8');

  it.each(decisions)('%s has the form of all decisions', (page) => {
    const number = path.basename(page).slice(0, 4);
    const form = `^# ${number} .+\\n\\n- Date: \\d{4}-\\d\\d-\\d\\d\\n- Status: .+\\n\\n## Context\\n[^]+\\n## Decision\\n[^]+\\n## Consequences\\n`;
    expect(readFileSync(page, 'utf8')).toMatch(new RegExp(form));
  });

  it('are all in the index', () => {
    expect(decisions.filter((page) => !index.includes(`(${path.basename(page)})`))).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { eventsDocument } from '#cli/generate/events.ts';

const document = eventsDocument();
const section = (name: string): string => document.split(/^### /m).find((part) => part.startsWith(`${name}\n`)) ?? '';

it('shows an event with its meaning, its version and its fields', () => {
  expect(section('NumberTaken')).toMatch(/^NumberTaken\n\nA number was handed out for a dossier\. Version 1\.\n/);
  expect(section('NumberTaken')).toContain('| `number` | integer |');
  expect(section('NumberTaken')).toContain('| `dossierId` | [DossierId](#dossierid) |');
});

it('says which fields are personal, also when they are described, nested or shared', () => {
  expect(section('DossierSubmitted')).toContain('| `request` | string | yes | What is asked for (trích yếu). |');
  expect(section('Result')).toContain('| `abstract` | string | yes |');
  expect(section('ResultReplaced')).toContain('| `before.abstract` | [Sealed](#sealed) | yes |');
  expect(section('Owner')).toContain('| `identityNumber` ? | string | yes, findable |');
});

it('shows how what the log holds in its place looks', () => expect(document).toContain('{ "sealed": "…" }'));

it('resolves every link', () => {
  const anchors = new Set([...document.matchAll(/^##+ (.+)$/gm)].map(([, heading]) => heading?.toLowerCase().replaceAll(' ', '-')));
  const targets = [...document.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target);
  expect(targets.length).toBeGreaterThan(100);
  expect(targets.filter((target) => !anchors.has(target))).toEqual([]);
});

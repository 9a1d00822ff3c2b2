import { expect, it } from 'vitest';
import { languageOf } from '#http/server/languages.ts';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['vi', 'vi'],
  ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
  ['en-GB, vi', 'en'],
  ['en;q=0.2, vi;q=0.3', 'vi'],
  ['fr, de;q=0.5', 'en'],
  ['*', 'en'],
  ['*;q=0.1, vi;q=0.2', 'vi'],
  ['vi;q=0', 'en'],
  ['vi;q=none', 'en'],
  ['vietnamese', 'en'],
])('whoever accepts %j is answered in %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { problemOf } from '#http/server/problemAnswers.ts';

const refused = (code: string) => Object.assign(new pg.DatabaseError('m', 1, 'error'), { code, severity: 'ERROR' });

describe('what may succeed later is answered with 503 and Retry-After', () => {
  it.each([
    ['a database that nobody answers for', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'unavailable'],
    ['a connection that broke', new Error('Connection terminated unexpectedly'), 'unavailable'],
    ['a server that is shut down', refused('57P01'), 'unavailable'],
    ['a statement that took too long', refused('57014'), 'unavailable'],
    ['too many connections', refused('53300'), 'unavailable'],
    ['a read model that was never built', refused('42P01'), 'unavailable'],
    ['a read model of an older version', refused('42703'), 'unavailable'],
    ['the log', new StoreUnavailable(), 'store-unavailable'],
  ])('%s', (_, error, code) => {
    expect(problemOf(error)).toMatchObject({ code, status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
  });
});

it('a defect stays one', () => {
  for (const error of [new TypeError('x is not a function'), refused('22P02'), refused('42601'), new Error('no such thing')])
    expect(problemOf(error)).toMatchObject({ code: 'internal-error', status: 500 });
});

it('every operation documents 503 and 500, and when to repeat', () => {
  const file = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'openapi.json');
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, Record<string, { responses: Record<string, any> }>> };
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  expect(operations.length).toBeGreaterThan(100);
  for (const { responses } of operations) {
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['500', '503']));
    expect(Object.keys(responses['503'].headers)).toContain('Retry-After');
  }
});

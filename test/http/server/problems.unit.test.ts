import { expect, it } from 'vitest';
import { z } from 'zod';
import { rejections } from '#domain/rejections.ts';
import { loggable } from '#http/server/problemAnswers.ts';
import { problemKinds } from '#http/server/problemKinds.ts';

it('a command is refused with 404 where what it names is not there, with 409 where a rule forbids it', () => {
  const answered = (status: number) =>
    Object.keys(rejections).filter((code) => problemKinds[code as keyof typeof rejections].status === status);
  expect(answered(404)).toEqual([
    'unit-unknown',
    'point-not-found',
    'official-not-found',
    'assignment-not-found',
    'batch-not-found',
    'sector-unknown',
    'procedure-not-found',
    'review-not-found',
    'notice-not-found',
    'closure-not-found',
    'dossier-not-found',
    'part-not-found',
    'late-entry-not-found',
    'legal-hold-not-found',
    'directive-not-found',
    'party-unknown',
    'task-not-found',
    'duty-not-found',
    'evidence-not-found',
    'inventory-not-found',
    'transfer-not-found',
    'pilot-not-found',
    'pilot-issue-not-found',
    'model-version-not-found',
    'number-not-taken',
    'projection-unknown',
  ]);
  expect(answered(409).length).toBe(Object.keys(rejections).length - answered(404).length);
});

it('of an error that quotes values, of whichever parser, the message is left out of the log', () => {
  const issues: z.core.$ZodIssue[] = [{ code: 'custom', path: ['name'], message: 'Nguyễn Thị An is no name', input: 'x' }];
  const parsers = [new z.ZodError(issues), new z.core.$ZodError(issues), new SyntaxError('Nguyễn Thị An')];
  for (const error of parsers) expect(JSON.stringify(loggable(error))).not.toContain('Nguyễn');
  expect(loggable(new Error('the disk is full'))).toMatchObject({ message: 'the disk is full' });
});

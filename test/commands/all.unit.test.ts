import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { commands } from '#commands/all.ts';
import { categories } from '#events/all.ts';

describe('every command', () => {
  it('has a name of its own', () => expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length));
  it('is named as an order in PascalCase', () => {
    for (const { name } of commands) expect(name).toMatch(/^([A-Z][a-z]+)+$/);
  });
  it('names an input field as the stream id', () => {
    for (const { input, idField } of commands) expect(Object.keys(input.shape)).toContain(idField);
  });
  it('refuses fields that it does not know', () => {
    const lenient = commands.filter(({ input }: { input: z.ZodObject }) => {
      const issues = input.safeParse({ surprise: true }).error?.issues ?? [];
      return !issues.some(({ code }) => code === 'unrecognized_keys');
    });
    expect(lenient.map(({ name }) => name)).toEqual([]);
  });
  it('writes to a category that the codec knows', () => {
    const known = categories.map(({ category }) => category as string);
    for (const { fold } of commands) expect(known).toContain(fold.category);
  });
  it('that may be entered late takes the true time and the reason', () => {
    for (const { input } of commands.filter(({ lateEntry }) => lateEntry))
      expect(Object.keys(input.shape)).toEqual(expect.arrayContaining(['occurredAt', 'lateEntryReason']));
  });
});

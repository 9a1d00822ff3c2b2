import { expect, it } from 'vitest';
import { rejections } from '#domain/rejections.ts';
import { problemKinds } from '#http/server/problems.ts';

it('a command is refused with 404 where what it names is not there, with 409 where a rule forbids it', () => {
  const missing = (code: string) => /-(not-found|unknown)$/.test(code) || code === 'number-not-taken';
  for (const [code, title] of Object.entries(rejections))
    expect([code, problemKinds[code as keyof typeof rejections]]).toEqual([code, { status: missing(code) ? 404 : 409, title }]);
});

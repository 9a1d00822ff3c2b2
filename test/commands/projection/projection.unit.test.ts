import { describe, it } from 'vitest';
import { pauseProjection } from '#commands/projection/pauseProjection.ts';
import { requestProjectionRebuild } from '#commands/projection/requestProjectionRebuild.ts';
import { resumeProjection } from '#commands/projection/resumeProjection.ts';
import { skipProjectionEvent } from '#commands/projection/skipProjectionEvent.ts';
import { specOf } from '#test/support/spec.ts';

const projection = 'dossier-list';
const paused = { type: 'ProjectionPaused', data: { projection, reason: 'maintenance' } } as const;
const resumed = { type: 'ProjectionResumed', data: { projection } } as const;
const rebuild = { type: 'ProjectionRebuildRequested', data: { projection, reason: 'new version' } } as const;
const skipped = { type: 'ProjectionEventSkipped', data: { projection, position: 7, eventId: 'e-7', reason: 'unreadable' } } as const;

describe('an operator', () => {
  it('pauses a projection', () => specOf(pauseProjection).given().when(paused.data).yields(paused));
  it('does not pause it twice', () => specOf(pauseProjection).given(paused).when(paused.data).yieldsNothing());
  it('pauses it again after resuming', () => specOf(pauseProjection).given(paused, resumed).when(paused.data).yields(paused));
  it('resumes a projection, also one that stopped by itself', () => specOf(resumeProjection).given().when(resumed.data).yields(resumed));
  it('requests a rebuild, each time anew', () => specOf(requestProjectionRebuild).given(rebuild).when(rebuild.data).yields(rebuild));
  it('skips one event', () => specOf(skipProjectionEvent).given().when(skipped.data).yields(skipped));
  it('does not skip the same event twice', () => specOf(skipProjectionEvent).given(skipped).when(skipped.data).yieldsNothing());
});

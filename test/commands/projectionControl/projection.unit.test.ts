import { describe, it } from 'vitest';
import {
  pauseProjection,
  requestProjectionRebuild,
  resumeProjection,
  skipProjectionEvent,
} from '#commands/projectionControl/projection.ts';
import { specOf } from '#test/support/spec.ts';

const projection = 'dossier-list';
const paused = { type: 'ProjectionPaused', data: { projection, reason: 'maintenance' } } as const;
const resumed = { type: 'ProjectionResumed', data: { projection } } as const;
const rebuild = { type: 'ProjectionRebuildRequested', data: { projection, reason: 'new version' } } as const;
const skipped = { type: 'ProjectionEventSkipped', data: { projection, position: 7, eventId: 'e-7', reason: 'unreadable' } } as const;

const known = { facts: { projections: ['dossier-list'], processes: ['delete-key-when-erased'] } };

describe('an operator', () => {
  it('pauses a projection', () => specOf(pauseProjection).given().when(paused.data, known).yields(paused));
  it('does not pause it twice', () => specOf(pauseProjection).given(paused).when(paused.data, known).yieldsNothing());
  it('pauses it again after resuming', () => specOf(pauseProjection).given(paused, resumed).when(paused.data, known).yields(paused));
  it('resumes a projection, also one that stopped by itself', () =>
    specOf(resumeProjection).given().when(resumed.data, known).yields(resumed));
  it('requests a rebuild, each time anew', () => specOf(requestProjectionRebuild).given(rebuild).when(rebuild.data, known).yields(rebuild));
  it('skips one event', () => specOf(skipProjectionEvent).given().when(skipped.data, known).yields(skipped));
  it('does not skip the same event twice', () => specOf(skipProjectionEvent).given(skipped).when(skipped.data, known).yieldsNothing());
});

describe('a process', () => {
  const projection = 'delete-key-when-erased';
  it('is paused like a projection', () =>
    specOf(pauseProjection)
      .given()
      .when({ ...paused.data, projection }, known)
      .yields({ type: 'ProjectionPaused', data: { ...paused.data, projection } }));
  it('is not rebuilt: what it did was done', () =>
    specOf(requestProjectionRebuild)
      .given()
      .when({ ...rebuild.data, projection }, known)
      .isRejected('process-not-rebuilt'));
});

describe('a name that neither a projection nor a process bears is refused', () => {
  const projection = 'dossier-lists';
  it('for pausing', () =>
    specOf(pauseProjection)
      .given()
      .when({ ...paused.data, projection }, known)
      .isRejected('projection-unknown'));
  it('for resuming', () => specOf(resumeProjection).given().when({ projection }, known).isRejected('projection-unknown'));
  it('for rebuilding', () =>
    specOf(requestProjectionRebuild)
      .given()
      .when({ ...rebuild.data, projection }, known)
      .isRejected('projection-unknown'));
  it('for skipping', () =>
    specOf(skipProjectionEvent)
      .given()
      .when({ ...skipped.data, projection }, known)
      .isRejected('projection-unknown'));
});

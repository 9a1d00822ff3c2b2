import { describe, expect, it } from 'vitest';
import { acceptDossierBatch, advanceDossierBatch } from '#commands/bulk/dossierBatch.ts';
import { DOSSIER_BATCH_LINES, DOSSIER_LINES_LISTED } from '#events/bulk/events.ts';
import { dossierIdOf, unit } from '#test/support/events.ts';
import { specId, specOf } from '#test/support/spec.ts';

const batchId = specId('stream');
const act = 'AcceptHandover' as const;
const lines = [{ dossierId: dossierIdOf(1) }, { dossierId: 'none' }];
const accepted = { type: 'DossierBatchAccepted' as const, data: { batchId, unit, act, lines: 2 } };
const refused = (line: number) => ({ line, problem: { code: 'dossier-not-found', status: 404 } });
const advanced = (...outcomes: ReturnType<typeof refused>[]) => ({ type: 'DossierBatchAdvanced' as const, data: { batchId, outcomes } });

describe('accepting a batch', () => {
  const { given } = specOf(acceptDossierBatch);
  it('keeps every line as it was given, in order', () =>
    given()
      .when({ batchId, unit, act, lines })
      .yields(accepted, {
        type: 'DossierBatchListed',
        data: {
          batchId,
          lines: [
            { line: 1, dossierId: dossierIdOf(1), input: JSON.stringify(lines[0]) },
            { line: 2, input: JSON.stringify(lines[1]) },
          ],
        },
      }));
  it('lists many lines in several events', () => {
    const many = Array.from({ length: DOSSIER_BATCH_LINES }, () => ({}));
    expect(given().when({ batchId, unit, act, lines: many }).outcome()).toHaveLength(1 + DOSSIER_BATCH_LINES / DOSSIER_LINES_LISTED);
    expect(() =>
      given()
        .when({ batchId, unit, act, lines: [...many, {}] })
        .outcome(),
    ).toThrow(/500/);
  });
  it('is refused for a line that is too long', () =>
    given()
      .when({ batchId, unit, act, lines: [{ note: 'a'.repeat(20_001) }] })
      .isRejected('batch-line-too-long'));
  it('is refused under an id that is taken', () =>
    given(accepted).when({ batchId, unit, act, lines }).isRejected('batch-already-accepted'));
});

describe('advancing a batch', () => {
  const { given } = specOf(advanceDossierBatch);
  it('records what was answered, and is completed with the last line', () => {
    given(accepted)
      .when({ batchId, outcomes: [refused(1)] })
      .yields(advanced(refused(1)));
    given(accepted, advanced(refused(1)))
      .when({ batchId, outcomes: [refused(1), refused(2)] })
      .yields(advanced(refused(2)), { type: 'DossierBatchCompleted', data: { batchId } });
  });
  it('records no line twice', () =>
    given(accepted, advanced(refused(1)))
      .when({ batchId, outcomes: [refused(1)] })
      .yieldsNothing());
  it('is refused where there is no batch', () =>
    given()
      .when({ batchId, outcomes: [refused(1)] })
      .isRejected('batch-not-found'));
});

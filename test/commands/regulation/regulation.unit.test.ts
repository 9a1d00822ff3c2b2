import { describe, it } from 'vitest';
import { issueWorkingRegulations } from '#commands/center/work.ts';
import { publishModelRegulations } from '#commands/regulation/regulation.ts';
import { specOf } from '#test/support/spec.ts';

const at = '2025-06-20T02:00:00.000Z';
const articles = [
  { number: 1, title: 'Phạm vi', text: 'a' },
  { number: 2, title: 'Thời gian', text: 'b' },
];
const unnumbered = [{ number: 2, title: 'Phạm vi', text: 'a' }];
const model = {
  regulationId: 'model' as const,
  publisher: 'office-of-city-committee',
  title: 'Quy chế mẫu',
  act: { number: '01/VP', date: '2025-06-18', signer: 'Chánh Văn phòng' },
  effectiveOn: '2025-06-18',
  note: 'Bản đầu',
  articles,
};
const published = (version: number, over: Partial<typeof model> = {}) =>
  ({ type: 'ModelRegulationsPublished', data: { ...model, ...over, version } }) as const;

describe('the model text', () => {
  const { given } = specOf(publishModelRegulations);
  it('is published in versions, the same one not twice', () => {
    given().when(model, { at }).yields(published(1));
    given(published(1)).when(model, { at }).yieldsNothing();
    given(published(1))
      .when({ ...model, note: 'Sửa' }, { at })
      .yields(published(2, { note: 'Sửa' }));
  });
  it('has dates that follow one another, and articles numbered without a gap', () => {
    given()
      .when({ ...model, effectiveOn: '2025-06-17' }, { at })
      .isRejected('date-out-of-order');
    given().when(model, { at: '2025-06-17T02:00:00.000Z' }).isRejected('date-out-of-order');
    given(published(1, { effectiveOn: '2025-07-01' }))
      .when({ ...model, effectiveOn: '2025-06-30' }, { at })
      .isRejected('date-out-of-order');
    given()
      .when({ ...model, articles: unnumbered }, { at })
      .isRejected('articles-not-numbered');
  });
});

describe('working regulations', () => {
  const { given } = specOf(issueWorkingRegulations);
  const unit = '25747';
  const act = { number: '02/QC', date: '2025-06-20', signer: 'Chủ tịch' };
  const decision = { act, effectiveOn: '2025-07-01', functions: ['a'], tasks: ['b'], powers: ['c'] };
  const established = { type: 'CenterEstablished', data: { unit, decision } } as const;
  const regulations = { unit, act, effectiveOn: '2025-07-01', basis: 'Quy chế mẫu', modelVersion: 1, articles };
  const issued = { type: 'WorkingRegulationsIssued', data: regulations } as const;
  it('rest on a version of the model text that there is', () => {
    given(established).when(regulations, { at, facts: 1 }).yields(issued);
    given(established, issued).when(regulations, { at, facts: 1 }).yieldsNothing();
    given(established).when(regulations, { at, facts: 0 }).isRejected('model-version-not-found');
  });
  it('have articles numbered without a gap', () =>
    given(established)
      .when({ ...regulations, articles: unnumbered }, { at, facts: 1 })
      .isRejected('articles-not-numbered'));
});

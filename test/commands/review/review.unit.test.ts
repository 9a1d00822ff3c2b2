import { describe, expect, it } from 'vitest';
import { checkReview, draftReview, openReview, returnReview } from '#commands/review/drafting.ts';
import { abandonReview, approveReview, configureElectronicProcedure, publishReview, supersedeReview } from '#commands/review/outcome.ts';
import type { Finding } from '#events/review/events.ts';
import {
  draft,
  electronicConfigured,
  reviewAbandoned,
  reviewApproved,
  reviewChecked,
  reviewDrafted,
  reviewOpened,
  reviewPublished,
  reviewReturned,
  reviewSuperseded,
} from '#test/support/events.ts';
import { specOf } from '#test/support/spec.ts';

const reviewId = '2.000815.1';
const named: Finding = { check: 'portal-agrees', field: 'name', detail: 'The portal’s name differs.' };
const wrong: Finding = { check: 'roles-exist', detail: 'There is no district level on 2025-07-01.', blocks: 'approval', step: 2 };
const differing: Finding = {
  check: 'electronic-agrees',
  detail: 'The electronic procedure has not been configured.',
  blocks: 'publication',
  step: 2,
};

const approved = [reviewOpened(), reviewDrafted(), reviewChecked(), reviewApproved()] as const;
const configured = [...approved, electronicConfigured()] as const;

describe('opening a review', () => {
  const { given } = specOf(openReview);
  const input = { reviewId, department: 'justice', legalGround: 'Chỉ thị' };
  it('begins the first review of a procedure', () =>
    given()
      .when(input, { facts: { field: 'Chứng thực', before: 'absent' } })
      .yields(reviewOpened()));
  it('begins the next one when the one before is over', () =>
    given()
      .when({ ...input, reviewId: '2.000815.2' }, { facts: { field: 'Chứng thực', before: 'superseded' } })
      .yields(reviewOpened({ reviewId: '2.000815.2' })));
  it('is refused while the one before goes on', () =>
    given()
      .when({ ...input, reviewId: '2.000815.2' }, { facts: { field: 'Chứng thực', before: 'drafted' } })
      .isRejected('review-going-on'));
  it('leaves no gap in the numbers', () =>
    given()
      .when({ ...input, reviewId: '2.000815.3' }, { facts: { field: 'Chứng thực', before: 'absent' } })
      .isRejected('review-out-of-order'));
  it('is refused the second time', () =>
    given(reviewOpened())
      .when(input, { facts: { field: 'Chứng thực', before: 'absent' } })
      .isRejected('review-already-opened'));
  it.each([
    ['another department', 'finance', 'Chứng thực'],
    ['any department but the overseer, where the settings name none for the sector,', 'justice', 'Đất đai'],
  ])('is refused to %s', (_, department, field) =>
    given()
      .when({ ...input, department }, { facts: { field, before: 'absent' } })
      .isRejected('review-of-other-sector'),
  );
  it.each(['Chứng thực', 'Đất đai'])('is open to the party that oversees all reviews: %s', (field) =>
    given()
      .when({ ...input, department: 'office-of-city-committee' }, { facts: { field, before: 'absent' } })
      .yields(reviewOpened({ department: 'office-of-city-committee' })),
  );
  it('needs a procedure of the catalogue', () =>
    given()
      .when(input, { facts: { field: undefined, before: 'absent' } })
      .isRejected('procedure-not-found'));
});

describe('drafting', () => {
  const { given } = specOf(draftReview);
  it('hands in the internal procedure', () => given(reviewOpened()).when({ reviewId, draft }).yields(reviewDrafted()));
  it('changes nothing when it is the same draft', () => given(reviewOpened(), reviewDrafted()).when({ reviewId, draft }).yieldsNothing());
  it('of the same draft after a check asks for a new check', () =>
    given(reviewOpened(), reviewDrafted(), reviewChecked()).when({ reviewId, draft }).yields(reviewDrafted()));
  it('follows a return', () => given(reviewOpened(), reviewDrafted(), reviewReturned()).when({ reviewId, draft }).yields(reviewDrafted()));
  it('is refused after approval', () =>
    given(...approved)
      .when({ reviewId, draft })
      .isRejected('review-status-differs'));
  it('needs a review', () => given().when({ reviewId, draft }).isRejected('review-not-found'));
});

describe('checking', () => {
  const { given } = specOf(checkReview);
  it('puts on record what the checks find, also what stands in the way', () =>
    given(reviewOpened(), reviewDrafted())
      .when({ reviewId }, { facts: [named, wrong] })
      .yields(reviewChecked({ findings: [named, wrong] })));
  it('needs a draft that was not checked yet', () => {
    given(reviewOpened()).when({ reviewId }, { facts: [] }).isRejected('review-status-differs');
    given(reviewOpened(), reviewDrafted(), reviewChecked()).when({ reviewId }, { facts: [] }).isRejected('review-status-differs');
  });
});

describe('approving', () => {
  const { given } = specOf(approveReview);
  const { act } = reviewApproved().data;
  const checked = [reviewOpened(), reviewDrafted(), reviewChecked()] as const;
  it('takes a decision', () =>
    given(...checked)
      .when({ reviewId, act }, { facts: [] })
      .yields(reviewApproved()));
  it('is not hindered by what is only named, or stands in the way of publication', () =>
    given(...checked)
      .when({ reviewId, act }, { facts: [named, differing] })
      .yields(reviewApproved()));
  it('is refused by a finding, and says every one that stands in the way', () =>
    given(...checked)
      .when({ reviewId, act }, { facts: [wrong, named, { ...wrong, check: 'steps-add-up' }] })
      .isRejectedWith({ code: 'review-not-sound', missing: ['roles-exist', 'steps-add-up'] }));
  it('needs a check of the last draft', () =>
    given(...checked, reviewDrafted())
      .when({ reviewId, act }, { facts: [] })
      .isRejected('review-status-differs'));
});

describe('returning', () => {
  const { given } = specOf(returnReview);
  const input = { reviewId, reason: 'Bước 2 ghi cấp huyện' };
  it.each([
    ['a draft', [reviewOpened(), reviewDrafted()]],
    ['a checked draft', [reviewOpened(), reviewDrafted(), reviewChecked()]],
    ['an approved one', approved],
    ['a configured one', configured],
  ] as const)('gives back %s', (_, past) =>
    given(...past)
      .when(input)
      .yields(reviewReturned()),
  );
  it('is refused once it was published', () =>
    given(...configured, reviewPublished())
      .when(input)
      .isRejected('review-status-differs'));
});

describe('configuring the electronic procedure', () => {
  const { given } = specOf(configureElectronicProcedure);
  const { system, steps } = electronicConfigured().data;
  const input = { reviewId, system, steps };
  it('follows approval', () =>
    given(...approved)
      .when(input)
      .yields(electronicConfigured()));
  it('changes nothing with the same steps', () =>
    given(...configured)
      .when(input)
      .yieldsNothing());
  it('is recorded anew for another system', () =>
    given(...configured)
      .when({ ...input, system: 'Hệ thống khác' })
      .yields(electronicConfigured({ system: 'Hệ thống khác' })));
  it('may be corrected', () =>
    given(...configured)
      .when({ ...input, steps: steps.slice(1) })
      .yields(electronicConfigured({ steps: steps.slice(1) })));
  it('is refused before approval, and once a return took the approval back', () => {
    given(reviewOpened(), reviewDrafted()).when(input).isRejected('review-status-differs');
    given(...configured, reviewReturned(), reviewDrafted())
      .when(input)
      .isRejected('review-status-differs');
  });
});

describe('publishing', () => {
  const { given } = specOf(publishReview);
  const facts = { findings: [named], version: 2 };
  const at = '2025-07-20T02:00:00.000Z';
  it('makes it a version from the day of the draft on', () =>
    given(...configured)
      .when({ reviewId }, { facts, at })
      .yields(reviewPublished()));
  it('may name another day', () =>
    given(...configured)
      .when({ reviewId, effectiveFrom: '2025-07-20' }, { facts, at })
      .yields(reviewPublished({ effectiveFrom: '2025-07-20' })));
  it('is refused for a day that is over', () =>
    given(...configured)
      .when({ reviewId, effectiveFrom: '2025-07-19' }, { facts, at })
      .isRejected('review-takes-effect-too-early'));
  it('is refused while internal and electronic procedure differ', () =>
    given(...configured)
      .when({ reviewId }, { facts: { ...facts, findings: [differing] }, at })
      .isRejectedWith({ code: 'review-not-sound', missing: ['electronic-agrees'] }));
  it('is refused by what would refuse approval now', () =>
    given(...configured)
      .when({ reviewId }, { facts: { ...facts, findings: [wrong] }, at })
      .isRejectedWith({ code: 'review-not-sound', missing: ['roles-exist'] }));
  it('needs an electronic procedure', () =>
    given(...approved)
      .when({ reviewId }, { facts, at })
      .isRejected('review-status-differs'));
});

describe('what ends a review', () => {
  const supersede = specOf(supersedeReview).given;
  const abandon = specOf(abandonReview).given;
  const later = { reviewId, by: '2.000815.2', effectiveFrom: '2025-09-01' };
  it('is a later one that takes its place, once', () => {
    supersede(...configured, reviewPublished())
      .when(later)
      .yields(reviewSuperseded());
    supersede(...configured, reviewPublished(), reviewSuperseded())
      .when(later)
      .yieldsNothing();
  });
  it('is giving it up, before it is published', () => {
    abandon(...approved)
      .when({ reviewId, reason: 'Mở nhầm' })
      .yields(reviewAbandoned());
    abandon(...configured, reviewPublished())
      .when({ reviewId, reason: 'Mở nhầm' })
      .isRejected('review-status-differs');
  });
});

it('a department acts for its own reviews, the others for the city', () => {
  const now = '2025-07-01T01:00:00.000Z';
  const state = { status: 'opened' as const, code: '2.000815', department: 'justice' };
  expect(draftReview.unit({ reviewId, draft }, state, now)).toBe('justice');
  expect(openReview.unit({ reviewId, department: 'justice', legalGround: 'x' }, { status: 'absent' }, now)).toBe('justice');
  expect(approveReview.unit({ reviewId, act: reviewApproved().data.act }, state, now)).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import {
  acceptAssignmentBatch,
  advanceAssignmentBatch,
  assignmentBatchId,
  failAssignmentBatch,
  obstaclesIn,
  undoAssignmentBatch,
} from '#commands/official/assignmentBatch.ts';
import { type Official, official } from '#domain/center/official.ts';
import type { Rejection } from '#domain/rejections.ts';
import type { BatchLine } from '#events/batch/events.ts';
import { testSettings } from '#test/support/settings.ts';
import { type Past, recorded, specOf } from '#test/support/spec.ts';
import { assigned, erased, registered } from './given.ts';

const line = (over: Partial<BatchLine> = {}): BatchLine => ({
  line: 2,
  officialId: 'o-1',
  unit: '25747',
  position: 'clerk',
  basis: 'QĐ 12',
  from: '2025-07-01',
  ...over,
});
const lines = [line(), line({ line: 3, position: 'specialist' })];
const batchId = assignmentBatchId(lines);
const person = (...events: Past<Parameters<typeof recorded>[1][number]>[]): Official =>
  recorded('official-o-1', events as never[]).reduce(official.evolve, official.initial);
const known = (...ids: string[]) => new Map(ids.map((id) => [id, person(registered({ officialId: id }))]));

describe('what the rules say against the lines of a batch', () => {
  const against = (officials: ReadonlyMap<string, Official>, ...lines: BatchLine[]) =>
    obstaclesIn(lines, officials, { settings: testSettings, covers: () => true }).map((obstacle) => [obstacle.line, obstacle.code]);
  it('nothing, when each could be done', () =>
    expect(against(known('o-1', 'o-2'), line(), line({ line: 3, officialId: 'o-2' }))).toEqual([]));
  it('an official who is not known', () => expect(against(new Map(), line())).toEqual([[2, 'official-not-found']]));
  it('an official of another unit, unless whoever sends the file may act there too', () => {
    const elsewhere = new Map([['o-1', person(registered(), assigned({ unit: '25750', from: '2020-01-01', until: '2020-12-31' }))]]);
    const told = (...covered: string[]) =>
      obstaclesIn([line()], elsewhere, { settings: testSettings, covers: (unit) => covered.includes(unit) }).map(({ code }) => code);
    expect(told('25747', '25750')).toEqual([]);
    // whoever may act for no unit that knows of the official is not told that there is one
    expect(told('25747')).toEqual(['official-not-found']);
    const both = new Map([
      [
        'o-1',
        person(
          registered(),
          assigned({ unit: '25750', from: '2020-01-01', until: '2020-12-31' }),
          assigned({ from: '2021-01-01', until: '2021-12-31' }),
        ),
      ],
    ]);
    expect(obstaclesIn([line()], both, { settings: testSettings, covers: (unit) => unit === '25747' }).map(({ code }) => code)).toEqual([
      'official-of-another-unit',
    ]);
  });
  it('an official whose data was erased', () =>
    expect(against(new Map([['o-1', person(registered(), erased)]]), line())).toEqual([[2, 'personal-data-erased']]));
  it('a unit the city does not have', () => expect(against(known('o-1'), line({ unit: '99999' }))).toEqual([[2, 'unit-unknown']]));
  it('a period that ends before it begins', () =>
    expect(against(known('o-1'), line({ until: '2025-06-30' }))).toEqual([[2, 'date-out-of-order']]));
  it('a director whose office does not allow it', () =>
    expect(against(known('o-1'), line({ position: 'director' }))).toEqual([[2, 'office-not-eligible']]));
  it('double service with what is on record', () =>
    expect(against(new Map([['o-1', person(registered(), assigned())]]), line({ unit: '25750' }))).toEqual([[2, 'official-elsewhere']]));
  it('double service on a day within the file itself, on the later line', () =>
    expect(against(known('o-1'), line({ until: '2025-07-31' }), line({ line: 3, unit: '25750', from: '2025-07-31' }))).toEqual([
      [3, 'official-elsewhere'],
    ]));
  it('the same position twice on a day within the file', () =>
    expect(against(known('o-1'), line(), line({ line: 3, from: '2025-08-01' }))).toEqual([[3, 'official-already-assigned']]));
  it('nothing against service at two Centers one after the other', () =>
    expect(against(known('o-1'), line({ until: '2025-07-31' }), line({ line: 3, unit: '25750', from: '2025-08-01' }))).toEqual([]));
  it('a refused line does not stand in the way of a later one', () =>
    expect(against(known('o-1'), line({ unit: '99999' }), line({ line: 3 }))).toEqual([[2, 'unit-unknown']]));
});

const attempt = 1;
const accepted = { type: 'AssignmentBatchAccepted', data: { batchId, attempt, lines: 2 } } as const;
const listed = { type: 'AssignmentsListed', data: { batchId, attempt, assignments: lines } } as const;
const failure = { batchId, attempt, line: 3, code: 'official-elsewhere', detail: 'serves elsewhere' };
const failed = { type: 'AssignmentBatchFailed', data: failure } as const;
const undone = { type: 'AssignmentBatchUndone', data: { batchId, attempt } } as const;
const completed = { type: 'AssignmentBatchCompleted', data: { batchId, attempt } } as const;

describe('accepting a batch', () => {
  const { given } = specOf(acceptAssignmentBatch);
  const input = { assignments: lines };
  const facts = { officials: known('o-1'), shortened: new Map() };
  it('names a line whose official a spreadsheet may have shortened, with the one meant', () => {
    const shortened = new Map([['7', ['007']]]);
    const refused = given().when(
      { assignments: [line(), line({ line: 3, officialId: '7' })] },
      { facts: { officials: known('o-1', '7'), shortened } },
    );
    refused.isRejectedWith({ code: 'batch-not-sound', missing: ['official-id-shortened'] });
    expect((refused.outcome() as Rejection).missing).toEqual([
      { line: 3, code: 'official-id-shortened', detail: expect.stringContaining('There is an official 007') },
    ]);
  });
  it.each(['79190000017', '790000017'])('says of %s, which nobody has, that zeros may be missing', (officialId) => {
    const refused = given().when({ assignments: [line({ officialId })] }, { facts });
    expect((refused.outcome() as Rejection).missing?.[0]?.detail).toMatch(
      /^There is no official \d+\. It has \d+ digits, an identity number 12/,
    );
  });
  it('lists what is to be done', () => given().when(input, { facts }).yields(accepted, listed));
  it('names every line that is refused', () =>
    given()
      .when({ assignments: [line(), line({ line: 3, unit: '99999' }), line({ line: 4, officialId: 'o-9' })] }, { facts })
      .isRejectedWith({ code: 'batch-not-sound', missing: ['unit-unknown', 'official-not-found'] }));
  it.each([
    ['under way', [accepted, listed]],
    ['completed', [accepted, listed, completed]],
    ['failed', [accepted, listed, failed]],
  ] as const)('yields nothing when it is %s: the same file is the same batch', (_, past) =>
    given(...past)
      .when(input, { facts })
      .yieldsNothing(),
  );
  it('has the id of its lines and their order, wherever they stand in the file', () => {
    const moved = lines.map((one, n) => ({ ...one, line: n + 10 }));
    expect(assignmentBatchId(moved)).toBe(assignmentBatchId(lines));
    expect(assignmentBatchId(lines.toReversed())).not.toBe(assignmentBatchId(lines));
    expect(assignmentBatchId([line({ position: 'leader' })])).not.toBe(assignmentBatchId([line()]));
    expect(acceptAssignmentBatch.input.safeParse({ batchId, assignments: lines }).success).toBe(false);
  });
  it('tries again what was undone', () =>
    given(accepted, listed, failed, undone)
      .when(input, { facts })
      .yields({ ...accepted, data: { ...accepted.data, attempt: 2 } }, { ...listed, data: { ...listed.data, attempt: 2 } }));
  it('lists many lines in several events', () => {
    const many = Array.from({ length: 1_001 }, (_, n) => line({ line: n + 2, officialId: `o-${n}` }));
    const happened = given()
      .when({ assignments: many }, { facts: { ...facts, officials: known(...many.map(({ officialId }) => officialId)) } })
      .outcome();
    const counts = (happened as readonly { data: { assignments?: unknown[] } }[]).map(({ data }) => data.assignments?.length);
    expect(counts).toEqual([undefined, 500, 500, 1]);
  });
});

describe('carrying out a batch', () => {
  const advance = specOf(advanceAssignmentBatch);
  const advanced = (done: number) => ({ type: 'AssignmentBatchAdvanced', data: { batchId, attempt, done } }) as const;
  it('its progress is recorded, each step once', () => {
    advance.given(accepted, listed).when({ batchId, attempt, done: 1 }).yields(advanced(1));
    advance.given(accepted, listed, advanced(1)).when({ batchId, attempt, done: 1 }).yieldsNothing();
  });
  it('with its last line it is completed, once', () => {
    advance.given(accepted, listed).when({ batchId, attempt, done: 2 }).yields(advanced(2), completed);
    advance.given(accepted, listed, advanced(2), completed).when({ batchId, attempt, done: 2 }).yieldsNothing();
  });
  it('of another attempt is not known', () => advance.given(accepted).when({ batchId, attempt: 2, done: 1 }).isRejected('batch-not-found'));
  it('it fails once, and not after it was completed', () => {
    const fail = specOf(failAssignmentBatch);
    fail.given(accepted, listed).when(failure).yields(failed);
    fail.given(accepted, listed, failed).when(failure).yieldsNothing();
    fail.given(accepted, listed, completed).when(failure).yieldsNothing();
  });
  it('it is undone once, after it failed', () => {
    const undo = specOf(undoAssignmentBatch);
    undo.given(accepted, listed, failed).when({ batchId, attempt }).yields(undone);
    undo.given(accepted, listed, failed, undone).when({ batchId, attempt }).yieldsNothing();
    undo.given(accepted, listed).when({ batchId, attempt }).yieldsNothing();
  });
});

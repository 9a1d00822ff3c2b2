import { describe, it } from 'vitest';
import { issueDirective, moveTaskDeadline } from '#commands/directive/directive.ts';
import { specOf } from '#test/support/spec.ts';

const task = {
  taskId: 'staff',
  title: 'Bố trí nhân sự',
  text: 'Hoàn thành bố trí nhân sự',
  assignees: ['25747', 'science-and-technology'],
  deadline: '2025-06-30T10:00:00.000Z',
  fulfilment: { kind: 'evidence' as const, what: 'Báo cáo' },
  escalateTo: 'office-of-city-committee',
};
const act = { number: '15/CT-UBND', date: '2025-06-11', signer: 'Chủ tịch UBND Thành phố' };
const directive = { directiveId: 'd1', title: 'Tổ chức Trung tâm', act, tasks: [task] };
const issued = { type: 'DirectiveIssued' as const, data: directive };

describe('issuing a directive', () => {
  const { given } = specOf(issueDirective);
  it('puts its tasks on record', () => given().when(directive).yields(issued));
  it('keeps its true time in the envelope only', () =>
    given()
      .when({ ...directive, occurredAt: '2025-06-11T01:00:00Z', lateEntryReason: 'Nhập từ văn bản' })
      .yields(issued));
  it('happens once', () => given(issued).when(directive).isRejected('directive-already-issued'));
  it('is refused when nobody is called as an assignee is', () =>
    given()
      .when({ ...directive, tasks: [{ ...task, assignees: ['99999'] }] })
      .isRejected('party-unknown'));
  it('is refused when nobody is called as the one to escalate to', () =>
    given()
      .when({ ...directive, tasks: [{ ...task, escalateTo: 'nobody-at-all' }] })
      .isRejected('party-unknown'));
  it('is refused when two tasks have one id, or one task an assignee twice', () => {
    given()
      .when({ ...directive, tasks: [task, task] })
      .isRejected('directive-task-invalid');
    given()
      .when({ ...directive, tasks: [{ ...task, assignees: ['25747', '25747'] }] })
      .isRejected('directive-task-invalid');
  });
  it('is refused when the id of a duty would be too long', () =>
    given()
      .when({ ...directive, tasks: [{ ...task, taskId: 'x'.repeat(40) }] })
      .isRejected('directive-task-invalid'));
});

describe('moving a deadline', () => {
  const { given } = specOf(moveTaskDeadline);
  const moved = { directiveId: 'd1', taskId: 'staff', deadline: '2025-07-04T10:00:00.000Z', ground: 'Theo đề nghị' };
  it('is put on record with its ground', () => given(issued).when(moved).yields({ type: 'TaskDeadlineMoved', data: moved }));
  it('to where it is changes nothing', () => given(issued, { type: 'TaskDeadlineMoved', data: moved }).when(moved).yieldsNothing());
  it('needs a directive and a task', () => {
    given().when(moved).isRejected('directive-not-found');
    given(issued)
      .when({ ...moved, taskId: 'other' })
      .isRejected('task-not-found');
  });
});

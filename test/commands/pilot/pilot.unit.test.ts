import { describe, it } from 'vitest';
import { concludePilot, planPilot, reportPilotIssue, resolvePilotIssue, startPilot } from '#commands/pilot/pilot.ts';
import type { PilotEvent, PilotFigures } from '#events/pilot/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import { specOf } from '#test/support/spec.ts';

const pilotId = 'thu-nghiem-1';
const plan: DataOf<PilotEvent, 'PilotPlanned'> = {
  pilotId,
  title: 'Vận hành thử nghiệm',
  lead: 'science-and-technology',
  partners: ['digital-transformation-center'],
  act: { number: '15/KH', date: '2025-06-12', signer: 'Giám đốc Sở' },
  centers: ['25747', '25750'],
  procedures: ['2.000815'],
  from: '2025-06-16',
  until: '2025-06-20',
  criteria: [
    { measure: 'received', bound: 'at-least', value: 2 },
    { measure: 'errors-per-hundred', bound: 'at-most', value: 10 },
  ],
};
const planned = { type: 'PilotPlanned', data: plan } as const;
const started = { type: 'PilotStarted', data: { pilotId } } as const;
const issue = { pilotId, issueId: 'vm-1', text: 'In sai tên phường' };
const found = { type: 'PilotIssueFound', data: issue } as const;
const resolved = { type: 'PilotIssueResolved', data: { pilotId, issueId: 'vm-1', how: 'Sửa mẫu in' } } as const;
const figures = (over: Partial<PilotFigures> = {}): PilotFigures => ({
  received: 10,
  settled: 10,
  onTime: 10,
  overdue: 0,
  brokenOff: 0,
  inError: 1,
  issues: 1,
  openIssues: 0,
  steps: [],
  ...over,
});
const concluded: Extract<PilotEvent, { type: 'PilotConcluded' }> = {
  type: 'PilotConcluded',
  data: { pilotId, lead: plan.lead, partners: plan.partners, figures: figures(), results: [], met: true, conclusion: 'Đạt' },
};

describe('a plan', () => {
  const { given } = specOf(planPilot);
  const facts = { unknownProcedure: undefined };
  it('is made once', () => {
    given().when(plan, { facts }).yields(planned);
    given(planned).when(plan, { facts }).yieldsNothing();
    given(planned)
      .when({ ...plan, title: 'Khác' }, { facts })
      .isRejected('pilot-already-planned');
  });
  it('names Centers and procedures that exist, and ends after it begins', () => {
    given()
      .when({ ...plan, centers: ['99999'] }, { facts })
      .isRejected('unit-unknown');
    given()
      .when({ ...plan, partners: ['office-of-nobody'] }, { facts })
      .isRejected('party-unknown');
    given()
      .when(plan, { facts: { unknownProcedure: '2.000815' } })
      .isRejected('procedure-not-found');
    given()
      .when({ ...plan, until: '2025-06-15' }, { facts })
      .isRejected('date-out-of-order');
  });
});

describe('a pilot', () => {
  const { given } = specOf(startPilot);
  it('starts once, when each of its Centers has been established', () => {
    given(planned)
      .when({ pilotId }, { facts: { withoutCenter: undefined } })
      .yields(started);
    given(planned, started)
      .when({ pilotId }, { facts: { withoutCenter: undefined } })
      .yieldsNothing();
    given(planned)
      .when({ pilotId }, { facts: { withoutCenter: '25750' } })
      .isRejected('center-not-established');
    given()
      .when({ pilotId }, { facts: { withoutCenter: undefined } })
      .isRejected('pilot-not-found');
  });
});

describe('an issue', () => {
  const report = specOf(reportPilotIssue);
  const resolve = specOf(resolvePilotIssue);
  it('is found while the pilot runs, at a Center that takes part', () => {
    report.given(planned, started).when(issue).yields(found);
    report.given(planned, started, found).when(issue).yieldsNothing();
    report
      .given(planned, started, found)
      .when({ ...issue, text: 'Khác' })
      .isRejected('pilot-issue-already-found');
    report
      .given(planned, started)
      .when({ ...issue, unit: '25760' })
      .isRejected('not-in-pilot');
    report.given(planned).when(issue).isRejected('pilot-status-differs');
    report.given(planned, started, concluded).when(issue).isRejected('pilot-status-differs');
  });
  it('names only a dossier of the pilot that the reporting unit received, decides or held', () => {
    const dossierId = '0197c000-0000-7000-8000-000000000001';
    const named = { ...issue, dossierId };
    const at = { ...named, unit: '25747' };
    const dossier = { pilot: pilotId, units: ['25747'] };
    report.given(planned, started).when(named, { facts: dossier }).yields({ type: 'PilotIssueFound', data: named });
    report.given(planned, started).when(at, { facts: dossier }).yields({ type: 'PilotIssueFound', data: at });
    for (const foreign of [{ ...dossier, units: ['25750'] }, { units: ['25747'] }, { pilot: 'other', units: ['25747'] }, { units: [] }])
      report.given(planned, started).when(at, { facts: foreign }).isRejected('not-in-pilot');
    report
      .given(planned, started)
      .when(named, { facts: { units: ['25747'] } })
      .isRejected('not-in-pilot');
  });
  it('is resolved once, also after the pilot', () => {
    resolve.given(planned, started, found).when(resolved.data).yields(resolved);
    resolve.given(planned, started, found, concluded).when(resolved.data).yields(resolved);
    resolve.given(planned, started, found, resolved).when(resolved.data).yieldsNothing();
    resolve
      .given(planned, started, found, resolved)
      .when({ ...resolved.data, how: 'Khác' })
      .isRejected('pilot-issue-resolved');
    resolve.given(planned, started).when(resolved.data).isRejected('pilot-issue-not-found');
  });
});

describe('a conclusion', () => {
  const { given } = specOf(concludePilot);
  const input = { pilotId, conclusion: 'Đạt' };
  const results = (inError: number, met: boolean) => [
    { ...(plan.criteria[0] as (typeof plan.criteria)[number]), found: 10, met: true },
    { ...(plan.criteria[1] as (typeof plan.criteria)[number]), found: inError * 10, met },
  ];
  const conclusion = (inError: number, met: boolean) =>
    ({ type: 'PilotConcluded', data: { ...concluded.data, figures: figures({ inError }), results: results(inError, met), met } }) as const;
  it('keeps the figures and says criterion by criterion whether it is met; the pilot is not when one is not', () => {
    given(planned, started).when(input, { facts: figures() }).yields(conclusion(1, true));
    given(planned, started)
      .when(input, { facts: figures({ inError: 2 }) })
      .yields(conclusion(2, false));
  });
  it('comes once, after the start', () => {
    given(planned).when(input, { facts: figures() }).isRejected('pilot-status-differs');
    given(planned, started, concluded).when(input, { facts: figures() }).isRejected('pilot-status-differs');
  });
});

import { describe, expect, it } from 'vitest';
import { type ReceivedTimes, type Terms, tryOut } from '#domain/review/trial.ts';
import { appointedTime } from '#domain/time/deadline.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import { otherUnit, unit, versionPublished } from '#test/support/events.ts';
import { testSettings } from '#test/support/settings.ts';

const time: WorkingTime = {
  weeks: [],
  defaultWeek: testSettings.defaultWeek,
  calendars: new Map([[2025, new Map()]]),
  closures: [],
};
const days = (number: number) => ({ kind: 'working-days', days: number }) as const;
const before: ProcedureVersion = {
  ...versionPublished().data,
  limit: days(3),
  verificationLimit: days(10),
  steps: [{ name: 'Thẩm định', role: 'specialist', hours: 24 }],
};
const draft = (more: Partial<Terms> = {}): Terms => ({
  limit: days(2),
  steps: [
    { role: 'receiving-officer', hours: 4 },
    { role: 'specialist', hours: 12 },
  ],
  ...more,
});
/** A local time of July 2025, as the log has it. */
const july = (day: number, clock: string) => new Date(`2025-07-${String(day).padStart(2, '0')}T${clock}:00+07:00`).toISOString();

/** A dossier of Tuesday, 1 July, 9:00: appointed for Friday, 4 July, 9:00. */
const dossier = (more: Partial<ReceivedTimes> = {}): ReceivedTimes => {
  const received_at = more.received_at ?? july(1, '09:00');
  const appointed_at = appointedTime(time, received_at, before.limit).at;
  const due_at = more.due_at ?? appointed_at;
  const settled_at = more.settled_at ?? null;
  return {
    competent_unit: unit,
    channel: 'direct',
    procedure_version: 1,
    verification: false,
    received_at,
    appointed_at,
    due_at,
    settled_at,
    on_time: settled_at === null ? null : settled_at <= due_at,
    ...more,
  };
};
async function* pagesOf(...pages: ReceivedTimes[][]) {
  yield* pages;
}
const trial = (terms: Terms, ...dossiers: ReceivedTimes[]) =>
  tryOut(pagesOf(dossiers), terms, { versions: new Map([[1, before]]), timeOf: () => time });

describe('trying a draft on dossiers of the past', () => {
  it('counts who would have been appointed earlier, later or alike', async () => {
    expect(await trial(draft(), dossier())).toMatchObject({ dossiers: 1, earlier: 1, later: 0, same: 0 });
    expect(await trial(draft({ limit: days(5) }), dossier())).toMatchObject({ earlier: 0, later: 1, same: 0 });
    expect(await trial(draft({ limit: { kind: 'working-hours', hours: 24 } }), dossier())).toMatchObject({ same: 1 });
  });

  it('says which would have turned late or on time', async () => {
    const soon = dossier({ settled_at: july(3, '08:00') });
    const between = dossier({ settled_at: july(3, '15:00') });
    const late = dossier({ settled_at: july(4, '16:00') });
    const open = dossier();
    expect(await trial(draft(), soon, between, late, open)).toMatchObject({
      onTime: 2,
      wouldBeOnTime: 1,
      becomeLate: 1,
      becomeOnTime: 0,
      undecided: 1,
    });
    expect(await trial(draft({ limit: days(4) }), soon, between, late)).toMatchObject({ onTime: 2, wouldBeOnTime: 3, becomeOnTime: 1 });
  });

  it('tries each dossier by the limit of its channel', async () => {
    const byChannel = draft({ limit: days(3), limitByChannel: { online: days(1) } });
    expect(await trial(byChannel, dossier(), dossier({ channel: 'online' }))).toMatchObject({ same: 1, earlier: 1 });
  });

  it('keeps the pause of a dossier: its due time moves by as much as it did', async () => {
    // due two working days later than appointed; two days would have ended on 3 July, with the pause on 7 July, 9:00
    const paused = { due_at: july(8, '09:00') };
    expect(await trial(draft(), dossier({ ...paused, settled_at: july(7, '09:00') }))).toMatchObject({ becomeLate: 0 });
    expect(await trial(draft(), dossier({ ...paused, settled_at: july(7, '09:01') }))).toMatchObject({ becomeLate: 1 });
  });

  it('measures a verified dossier by the limit for verification, where the draft has one', async () => {
    const verified = { verification: true, due_at: appointedTime(time, july(1, '09:00'), days(10)).at };
    const settled = dossier({ ...verified, settled_at: july(10, '09:00') });
    expect(await trial(draft({ verificationLimit: days(8) }), settled)).toMatchObject({ becomeLate: 0 });
    expect(await trial(draft({ verificationLimit: days(5) }), settled)).toMatchObject({ becomeLate: 1 });
    expect(await trial(draft(), settled)).toMatchObject({ becomeLate: 1 });
  });

  it('adds up hours by role and level, and by unit what the commune works', async () => {
    const { hoursByRole, byUnit } = await trial(
      draft({ steps: [...draft().steps, { role: 'leader', level: 'city', hours: 2 }] }),
      dossier(),
      dossier({ competent_unit: otherUnit }),
      dossier({ competent_unit: otherUnit }),
    );
    expect(hoursByRole).toEqual([
      { level: 'commune', role: 'specialist', before: 72, after: 36 },
      { level: 'commune', role: 'receiving-officer', before: 0, after: 12 },
      { level: 'city', role: 'leader', before: 0, after: 6 },
    ]);
    expect(byUnit).toMatchObject([
      { unit, dossiers: 1, hoursBefore: 24, hoursAfter: 16 },
      { unit: otherUnit, dossiers: 2, hoursBefore: 48, hoursAfter: 32 },
    ]);
  });

  it('leaves out, and counts, what is bound to a version nobody knows', async () => {
    expect(await trial(draft(), dossier({ procedure_version: 7 }), dossier())).toMatchObject({ dossiers: 1, uncounted: 1 });
  });

  it('says how far it is after every page', async () => {
    const said: number[] = [];
    const pages = pagesOf([dossier(), dossier()], [dossier()]);
    await tryOut(pages, draft(), { versions: new Map([[1, before]]), timeOf: () => time }, (done) => said.push(done));
    expect(said).toEqual([2, 3]);
  });
});

import { describe, expect, it } from 'vitest';
import { loadSettings } from '#app/settings.ts';
import { commands } from '#commands/all.ts';
import { access } from '#http/access.ts';
import type { Act } from '#simulator/act.ts';
import { areaTeamActs } from '#simulator/agencies.ts';
import { uneventful } from '#simulator/assumptions.ts';
import { inBatches } from '#simulator/batches.ts';
import { type PlannedDossier, planDossiers } from '#simulator/dossiers.ts';
import { periodActs } from '#simulator/periods.ts';
import { cityOn, firstHistory, setUpPlan } from '#simulator/simulate.ts';
import { at } from '#simulator/workingClock.ts';

const settings = loadSettings();
const city = cityOn(settings, firstHistory.from);
const plan = (dossiers: number, seed = '1') => planDossiers(city, { ...firstHistory, dossiers, seed });
const share = (all: readonly PlannedDossier[], of: (one: PlannedDossier) => boolean) => all.filter(of).length / all.length;

const accepts = ({ command, input }: Act) => {
  const definition = commands.find(({ name }) => name === command);
  if (!definition) throw new Error(`there is no command ${command}`);
  definition.input.parse(input);
};

describe('setting up the city', () => {
  const acts = setUpPlan(city, settings);

  it('gives only commands that exist, with inputs they take', () => {
    for (const act of acts) accepts(act);
  });
  it('marks everybody as simulated', () => {
    expect(acts.every(({ actor }) => actor.simulated)).toBe(true);
  });
  it('establishes all 168 Centers in June 2025 and opens them from 1 July on', () => {
    const of = (command: string) => acts.filter((act) => act.command === command);
    expect(of('EstablishCenter')).toHaveLength(168);
    expect(of('EstablishCenter').every((act) => act.at >= at('2025-06-09', '00:00') && act.at < at('2025-06-14', '00:00'))).toBe(true);
    expect(of('OpenCenter').filter(({ refusals }) => !refusals)).toHaveLength(168);
    expect(of('OpenCenter').every((act) => act.at >= at('2025-07-01', '06:30'))).toBe(true);
  });
  it('lets nine Centers be late for reasons that show; the seven that may not open try on 1 July and open within days', () => {
    const reasons = city.centers.flatMap(({ lateness }) => lateness ?? []);
    expect(reasons.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'no-director',
      'no-director',
      'no-director',
      'no-headquarters',
      'no-headquarters',
      'no-point',
      'no-point',
      'no-regulations',
      'no-regulations',
    ]);
    const refused = acts.filter(({ refusals }) => refusals?.includes('center-not-ready'));
    expect(refused).toHaveLength(7);
    for (const { lane } of refused) {
      const opened = acts.findLast((act) => act.lane === lane && act.command === 'OpenCenter');
      expect(opened?.at).toBeGreaterThan(at('2025-07-02', '00:00'));
      expect(opened?.at).toBeLessThan(at('2025-07-05', '00:00'));
    }
  });
  it('fixes the points of every Center before they open, in June but where no point is ready, and where two counters are too few once more', () => {
    const fixed = acts.filter(({ command }) => command === 'FixPoints');
    const again = fixed.filter(({ key }) => key.endsWith('again'));
    expect(fixed).toHaveLength(168 + again.length);
    expect(again.length).toBeGreaterThan(2);
    expect(fixed.filter((act) => act.at >= at('2025-07-01', '00:00') && !again.includes(act))).toHaveLength(2);
    for (const { lane, input, at: when } of fixed) {
      const opened = acts.filter((act) => act.lane === lane && act.command === 'OpenPoint');
      expect(input.points).toHaveLength(opened.length);
      if (!again.some((act) => act.lane === lane && act.at === when))
        expect(Math.min(...opened.map((act) => act.at))).toBeGreaterThan(when);
    }
  });
  it('assigns a director on 1 July everywhere but where that is what is late', () => {
    const directors = acts.filter(({ command, input }) => command === 'AssignOfficial' && input.position === 'director');
    expect(directors.filter(({ input }) => input.from === '2025-07-01')).toHaveLength(165);
    expect(directors.filter(({ input }) => input.from === '2025-07-03')).toHaveLength(3);
  });
  it('replaces every vice-chair who is director by 15 October 2025', () => {
    const limited = acts.filter(({ input }) => input.until === '2025-10-14').map(({ lane }) => lane);
    expect(limited.length).toBeGreaterThan(40);
    expect(acts.filter(({ input }) => input.position === 'director' && input.from === '2025-10-15').map(({ lane }) => lane)).toEqual(
      limited,
    );
  });
});

describe('what is out of the ordinary', () => {
  const many = plan(firstHistory.dossiers);
  const acts = many.flatMap((dossier) => dossier.acts);
  const counted = Map.groupBy(acts, ({ command }) => command);
  const late = acts.filter(({ input }) => input.occurredAt !== undefined);

  it('happens in the first history, every kind of it, and never often', () => {
    const rare = [
      'CorrectDossier',
      'CorrectProcedure',
      'CorrectResult',
      'ReplaceResult',
      'ReopenDossier',
      'DeclineHandover',
      'RecallHandover',
      'ReplaceFee',
      'CancelFee',
      'WaiveFee',
      'RefundFee',
      'SettlePart',
      'ConfirmLateEntry',
      'DeclineLateEntry',
      'UrgeDossier',
      'PlaceDossierLegalHold',
      'LiftDossierLegalHold',
      'EraseDossierPersonalData',
    ];
    for (const command of rare) {
      expect([command, (counted.get(command) ?? []).length > 0]).toEqual([command, true]);
      expect([command, (counted.get(command) ?? []).length < many.length / 20]).toEqual([command, true]);
    }
  });
  it('is entered late on every way in which it bears on a time', () => {
    const kinds = new Set(late.map(({ command }) => command));
    expect(kinds).toEqual(new Set(['ReceiveDossier', 'ReceiveSubmittedDossier', 'RequestSupplement', 'SettleDossier']));
    expect(late.some(({ input }) => input.outsideHours === true)).toBe(true);
    expect(late.every(({ input }) => typeof input.lateEntryReason === 'string')).toBe(true);
  });
  it('is paid in parts, given back when it was too much, and when the dossier is withdrawn', () => {
    const payments = Map.groupBy(counted.get('PayFee') ?? [], ({ lane }) => lane);
    expect([...payments.values()].some((of) => of.length === 2)).toBe(true);
    expect((counted.get('WithdrawDossier') ?? []).some(({ input }) => Number(input.refundDong) > 0)).toBe(true);
  });
  it('is put right by whoever may: nobody does what the access table keeps from his role', () => {
    const table = access as Record<string, Partial<Record<string, unknown>>>;
    // the portal writes through a desk
    const done = inBatches(acts).filter(({ actor }) => actor.role !== 'integrator');
    expect(done.filter(({ command, actor }) => table[command]?.[actor.role] === undefined)).toEqual([]);
  });
  it('is agreed with the citizen where no limit was published, and every part of a linked group has its own result', () => {
    const linked = many.filter(({ procedure }) => procedure.version.parts);
    expect(linked.length).toBeGreaterThan(5);
    for (const { acts: of, procedure } of linked) {
      const received = of.find(({ input }) => input.agreed !== undefined);
      const settled = of.flatMap(({ command, input }) => (command === 'SettlePart' ? [String(input.part)] : []));
      if (settled.length > 0) expect(received).toBeDefined();
      expect(new Set(settled).size).toBe(settled.length);
      expect(procedure.version.parts?.map(({ part }) => part)).toEqual(expect.arrayContaining(settled));
    }
  });
  it('is taken in by area teams for agencies of the city, which settle it and send it back', () => {
    expect(city.centers.filter(({ areaTeam }) => areaTeam)).toHaveLength(38);
    expect(areaTeamActs(city.centers)).toHaveLength(2 * 38);
    for (const act of areaTeamActs(city.centers)) accepts(act);
    const ofAgencies = many.filter(({ agency }) => agency !== undefined);
    expect(ofAgencies.length).toBeGreaterThan(8);
    expect(ofAgencies.length / many.length).toBeLessThan(0.05);
    for (const { acts: of, agency, receiving } of ofAgencies) {
      expect(of[0]?.input.competentUnit).toBe(agency);
      expect(of.filter(({ command }) => command === 'SettleDossier').map(({ actor }) => actor.unit)).toEqual(
        of.some(({ command }) => command === 'SettleDossier') ? [agency] : [],
      );
      for (const { command, actor } of of)
        if (command.startsWith('Receive') || command === 'ReturnResult') expect(actor.id).toBe(receiving.areaTeam?.id);
    }
    expect(ofAgencies.flatMap(({ acts: of }) => of).filter(({ command }) => command === 'ReturnResult').length).toBeGreaterThan(1);
  });
  it('leaves nothing when it is taken out of the assumptions', () => {
    const calm = planDossiers({ ...city, assumptions: uneventful(city.assumptions) }, firstHistory);
    expect(new Set(calm.map(({ incident, feeIncident, hold }) => `${incident} ${feeIncident} ${hold}`))).toEqual(
      new Set(['none none none']),
    );
  });

  describe('in batches', () => {
    const given = inBatches(acts);
    const batches = given.filter(({ command }) => command === 'AcceptDossierBatch');
    it('loses no act, and puts into one only what one person does at one time', () => {
      const lines = batches.flatMap(({ input }) => input.lines as { dossierId: string }[]);
      expect(given.length - batches.length + lines.length).toBe(acts.length);
      expect(batches.every(({ input }) => (input.lines as unknown[]).length > 1)).toBe(true);
      expect(new Set(batches.map(({ input }) => input.act))).toEqual(
        new Set(['ReceiveSubmittedDossier', 'HandOverDossier', 'AcceptHandover', 'ReturnResult', 'ExtendDossier']),
      );
      for (const act of batches) accepts(act);
    });
    it('stands in the order of every dossier of it', () => {
      for (const { also, input, at: when } of batches) {
        const ids = (input.lines as { dossierId: string }[]).map(({ dossierId }) => `dossier-${dossierId}`);
        expect(also?.lanes).toEqual(ids);
        for (const lane of ids) expect(given.filter((act) => act.lane === lane && act.at === when)).toEqual([]);
      }
    });
  });
});

describe('closing months', () => {
  const closings = (until: string) => periodActs(city, at(until, '00:00'));
  it('is done by the Office for the city on the second working day after, and by the Centers of the pilot', () => {
    const june = closings('2025-07-09');
    expect(june.filter(({ input }) => input.period === 'city-2025-06').map(({ command, at: when }) => [command, when])).toEqual([
      ['ClosePeriod', at('2025-07-02', '16:00')],
    ]);
    expect(june.filter(({ command }) => command === 'ReopenPeriod')).toHaveLength(1);
    expect(new Set(june.map(({ input }) => input.period)).size).toBe(5);
    for (const act of june) accepts(act);
  });
  it('goes on month by month in a longer history', () => {
    const months = closings('2026-01-31').flatMap(({ input }) => (String(input.period).startsWith('city') ? [input.period] : []));
    expect(months).toEqual(['06', '07', '08', '09', '10', '11', '12'].map((month) => `city-2025-${month}`));
  });
});

describe('days of dossiers', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(plan(200)).toEqual(plan(200));
    expect(plan(200, '2')[0]?.acts).not.toEqual(plan(200)[0]?.acts);
  });
  it('do not change when more are asked for', () => {
    expect(plan(300).slice(0, 200)).toEqual(plan(200));
  });
  it('give only commands that exist, with inputs they take', () => {
    for (const { acts } of plan(500)) for (const act of acts) accepts(act);
  });
  it('run forward in time within a dossier, from 1 July to the end of 8 July 2025', () => {
    for (const { acts } of plan(500)) {
      expect(acts.map((act) => act.at)).toEqual(acts.map((act) => act.at).toSorted((a, b) => a - b));
      for (const act of acts) {
        expect(act.at).toBeGreaterThanOrEqual(at('2025-07-01', '06:00'));
        expect(act.at).toBeLessThanOrEqual(at('2025-07-09', '00:00'));
      }
    }
  });
  it('end at a given time: what would come later is left open', () => {
    const until = at('2025-07-02', '10:00');
    const acts = planDossiers(city, { ...firstHistory, dossiers: 300, until }).flatMap((one) => one.acts);
    expect(acts.length).toBeGreaterThan(300);
    expect(acts.every((act) => act.at <= until)).toBe(true);
  });
  it('begin at a late Center only after its opening', () => {
    for (const { competent, receiving, acts } of plan(1000)) {
      const first = acts[0]?.at ?? Number.POSITIVE_INFINITY;
      expect(first).toBeGreaterThanOrEqual(Math.max(competent.opensAt, receiving.opensAt));
    }
  });

  it('keep the proportions of 2025 over many', () => {
    const many = plan(6000);
    expect(share(many, ({ channel }) => channel === 'online')).toBeCloseTo(0.56, 1.5);
    expect(share(many, ({ competent, receiving }) => competent !== receiving)).toBeCloseTo(0.05, 1.5);
    expect(share(many, ({ supplement }) => supplement !== 'none')).toBeCloseTo(0.06, 1.5);
    expect(share(many, ({ late }) => late)).toBeCloseTo(0.0225, 2);
    expect(share(many, ({ ending }) => ending === 'refused')).toBeCloseTo(0.015, 2);
    expect(share(many, ({ procedure }) => ['Chứng thực', 'Hộ tịch'].includes(procedure.field))).toBeGreaterThan(0.75);
    expect(share(many, ({ outage }) => outage)).toBeGreaterThan(0.002);
    const perUnit = Map.groupBy(many, ({ competent }) => competent.unit.code);
    const diAn = perUnit.get('25942')?.length ?? 0;
    expect(diAn / (many.length / 168)).toBeGreaterThan(1.8);
  });
  it('peak in the morning: more than half of those at the counter come before 10:00', () => {
    const direct = plan(3000).filter(({ channel }) => channel === 'direct');
    const early = direct.filter(({ arrivesAt }) => new Date(arrivesAt).getUTCHours() < 3);
    expect(early.length / direct.length).toBeGreaterThan(0.5);
  });
  it('use no identity number that a person could have', () => {
    const numbers = plan(200).flatMap(({ acts }) =>
      acts.flatMap(({ input }) => (input.owner as { identityNumber?: string } | undefined)?.identityNumber ?? []),
    );
    expect(numbers.length).toBeGreaterThan(150);
    // identity cards, tax codes and household businesses begin with the place; the letters ZZ stand for no country
    expect(numbers.filter((number) => !/^(00|ZZ0)/.test(number))).toEqual([]);
    expect(new Set(numbers.map((number) => number.replaceAll(/\d/g, '9').slice(0, 4))).size).toBeGreaterThan(2);
  });
});

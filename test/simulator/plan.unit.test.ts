import { describe, expect, it } from 'vitest';
import { loadSettings } from '#app/settings.ts';
import { commands } from '#commands/all.ts';
import type { Act } from '#simulator/act.ts';
import { type PlannedDossier, planDossiers } from '#simulator/dossiers.ts';
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
    expect(numbers.every((number) => /^000\d{9}$/.test(number))).toBe(true);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings, loadUnits, referenceDir } from '#app/settings.ts';
import { loadCalendars, loadNorms, loadProcedures, loadReference } from '#cli/reference.ts';
import type { Execute } from '#commands/handling/receipt.ts';
import { Rejection } from '#domain/rejections.ts';

/** Row of the survey, codes. A row with several codes became several procedures; of row 53 only the two codes it names. */
const rows: Record<number, string> = {
  1: '2.000815',
  2: '2.000884',
  3: '2.000908',
  4: '2.000635',
  5: '1.001193',
  6: '1.000656',
  7: '1.000894',
  8: '1.004873',
  9: '1.004859',
  10: '1.001022',
  11: '1.004884',
  12: '1.004772',
  13: '1.000689',
  14: '1.004746',
  15: '1.005461',
  16: '1.004837',
  17: '1.004845',
  18: '3.000323',
  19: '2.002516',
  20: '2.000528',
  21: '2.000806',
  22: '2.000522',
  23: '1.003583',
  24: '1.000419',
  25: '2.000986 2.002621',
  26: '2.002622',
  27: '2.001263',
  28: '2.001035',
  29: '2.001019',
  30: '2.001016',
  31: '2.001406',
  32: '2.001009',
  33: '2.000913',
  34: '2.000927',
  35: '2.000942',
  36: '2.000992',
  37: '2.001008',
  38: '1.004222',
  39: '1.004194',
  40: '1.002755 1.010028',
  41: '1.003197 1.010038 1.010041',
  42: '1.003677 2.001159',
  43: '1.001612',
  44: '2.000720 1.001266 1.001570',
  45: '1.001776',
  46: '1.014027 1.014028',
  47: '1.001731',
  48: '1.001699 1.001653',
  49: '1.116214 1.116215',
  50: '1.010833',
  51: '1.013967',
  52: '1.013949',
  53: '1.012753 1.012791',
  54: '1.013225 1.013226 1.013227 1.013228',
  55: '3.000182 1.001622',
  56: '2.000930 2.000950 2.000424 1.002211',
  57: '1.116410',
};

describe('procedures', () => {
  const procedures = loadProcedures();
  const version = (code: string) => {
    const found = procedures.find((procedure) => procedure.code === code)?.versions[0];
    if (!found) throw new Error(`${code} is missing`);
    return found;
  };

  it('holds every row of the survey, in order, with all its codes', () => {
    const byRow = Map.groupBy(procedures, ({ row }) => row);
    expect(Object.fromEntries([...byRow].map(([row, entries]) => [row, entries.map(({ code }) => code).join(' ')]))).toEqual(rows);
  });

  it('gives certified copies until the end of the day, the next one after 15:00, two days more or what is agreed', () => {
    expect(version('2.000815')).toMatchObject({
      limit: { kind: 'same-day', cutoff: '15:00' },
      extension: { maxWorkingDays: 2, byAgreement: true },
      certainty: 'sourced',
    });
  });
  it('knows the longer limit of a marital status that must be verified, and the hours of its sheet', () => {
    expect(version('1.004873')).toMatchObject({
      limit: { kind: 'working-days', days: 3 },
      verificationLimit: { kind: 'calendar-days', days: 23 },
    });
    expect(version('1.004873').steps.map(({ hours }) => hours)).toEqual([4, 8, 4, 4, 4]);
  });
  it('appoints nobody where no limit was published', () => {
    for (const code of ['1.116214', '2.000986', '1.010833', '1.012753', '1.116410'])
      expect(version(code)).toMatchObject({ limit: { kind: 'unpublished' }, certainty: 'unpublished', steps: [] });
  });
  it('says so where a limit is only remembered', () => {
    const remembered = procedures.filter(({ versions }) => versions[0]?.certainty === 'memory').map(({ row }) => row);
    expect([...new Set(remembered)]).toEqual([27, 39, 44, 45, 54]);
  });
  it('is certain exactly where there is a limit', () => {
    for (const { versions } of procedures)
      for (const { limit, certainty } of versions) expect(certainty === 'unpublished').toBe(limit.kind === 'unpublished');
  });

  it('has steps whose hours add up to the limit, eight to a day', () => {
    for (const { code, versions } of procedures) {
      for (const { limit, steps } of versions) {
        const hours = steps.reduce((sum, step) => sum + step.hours, 0);
        if (limit.kind === 'same-day') expect([code, hours]).toEqual([code, 8]);
        if (limit.kind === 'working-days') expect([code, hours]).toEqual([code, limit.days * 8]);
        if (limit.kind === 'working-hours') expect([code, hours]).toEqual([code, limit.hours]);
      }
    }
  });
});

describe('names that people read', () => {
  it('are written out: the short form of the People’s Committee stands in numbers of documents alone', () => {
    const texts = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
    const files = readdirSync(referenceDir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    expect(files.length).toBeGreaterThan(10);
    const short = files.flatMap((file) => {
      const { provenance: _, ...shown } = JSON.parse(readFileSync(path.join(referenceDir, file), 'utf8')) as Record<string, unknown>;
      return texts(shown).flatMap((text) => (/(?<![\p{L}\d/-])UBND(?![\p{L}-])/u.test(text) ? [`${file}: ${text}`] : []));
    });
    expect(short).toEqual([]);
  });
});

describe('calendars', () => {
  const days = (year: number) => {
    const calendar = loadCalendars().find((one) => one.year === year);
    if (!calendar) throw new Error(`${year} is missing`);
    return calendar.days.map(
      ({ date, kind, official }) => `${date.slice(5)}${kind === 'make-up' ? ' make-up' : ''}${official ? '' : ' ?'}`,
    );
  };
  it('2025: Tết with its Saturdays and Sundays, and the holidays of the plan; the swap of 2 May is not official here', () => {
    expect(days(2025)).toEqual([
      '01-01',
      '01-25',
      '01-26',
      '01-27',
      '01-28',
      '01-29',
      '01-30',
      '01-31',
      '02-01',
      '02-02',
      '04-07',
      '04-26 make-up ?',
      '04-30',
      '05-01',
      '05-02 ?',
      '09-01',
      '09-02',
    ]);
  });
  it('2026: with the day off of 24 November and two make-up Saturdays, one of them remembered only', () => {
    expect(days(2026)).toEqual([
      '01-01',
      '01-02',
      '01-10 make-up',
      '02-14',
      '02-15',
      '02-16',
      '02-17',
      '02-18',
      '02-19',
      '02-20',
      '02-21',
      '02-22',
      '04-26',
      '04-27',
      '04-30',
      '05-01',
      '08-22 make-up ?',
      '08-31',
      '09-01',
      '09-02',
      '11-24',
    ]);
  });
  it('2027: nothing is official yet', () => {
    expect(days(2027)).toEqual([
      '01-01 ?',
      '02-05 ?',
      '02-06 ?',
      '02-07 ?',
      '02-08 ?',
      '02-09 ?',
      '02-10 ?',
      '02-11 ?',
      '04-16 ?',
      '04-30 ?',
      '05-01 ?',
      '05-03 ?',
      '09-02 ?',
      '09-03 ?',
      '11-24 ?',
    ]);
  });
});

describe('norms', () => {
  it('say of every figure that it is not read in a law: remembered before July 2025, carried on as an assumption since', () => {
    const certainties = loadNorms().map(({ effectiveFrom, norms }) => [
      effectiveFrom,
      norms.map(({ kind, certainty }) => `${kind} ${certainty}`).filter((said, index, all) => all.indexOf(said) === index),
    ]);
    expect(certainties).toEqual([
      ['2018-06-21', ['area memory', 'waiting-share memory', 'equipment assumed']],
      ['2025-07-01', ['area assumed', 'waiting-share assumed', 'equipment assumed']],
    ]);
    for (const { norms } of loadNorms()) for (const { note } of norms) expect(note).toMatch(/not r(ead|eadable)/);
  });
});

describe('settings and units', () => {
  it('knows 113 wards, 54 communes and one special zone, by code, under the notice of their origin', () => {
    const units = loadUnits();
    expect(Object.fromEntries([...Map.groupBy(units, ({ type }) => type)].map(([type, all]) => [type, all.length]))).toEqual({
      ward: 113,
      commune: 54,
      special_zone: 1,
    });
    expect(new Set(units.map(({ code }) => code)).size).toBe(168);
    expect(readFileSync(path.join(referenceDir, 'NOTICE.md'), 'utf8')).toContain('Copyright (c) 2021 Thang Le Quoc');
  });
  it('lets a vice-chair be director until 14 October 2025 only', () => {
    const { directorOffices, units } = loadSettings();
    expect(directorOffices.map(({ from, offices }) => [from, offices.includes('vice-chair')])).toEqual([
      ['2025-06-01', true],
      ['2025-10-15', false],
    ]);
    expect(units).toHaveLength(168);
  });
});

describe('loadReference', () => {
  const recording = (refuse: (command: string) => Rejection | undefined = () => undefined) => {
    const calls: { command: string; input: any; key: string | undefined; role: string }[] = [];
    const execute: Execute = async (command, input, { idempotencyKey, actor }) => {
      calls.push({ command: command.name, input, key: idempotencyKey, role: actor.role });
      const refusal = refuse(command.name);
      if (refusal) throw refusal;
      return { stream: 's-1', revision: 0, position: 0, events: [{ id: '1', type: 'T', revision: 0 }], repeated: false };
    };
    return { calls, execute };
  };

  it('publishes three calendars and two versions of norms, catalogues 75 procedures with a version each and issues the directive, as the system, each act under a key of its own', async () => {
    const { calls, execute } = recording();
    const seen: number[] = [];
    expect(await loadReference({ execute, progress: (done) => seen.push(done) })).toEqual({ added: 156, kept: [] });
    const counts = Object.fromEntries([...Map.groupBy(calls, ({ command }) => command)].map(([command, all]) => [command, all.length]));
    expect(counts).toEqual({ PublishCalendar: 3, CatalogueProcedure: 75, PublishProcedureVersion: 75, PublishNorms: 2, IssueDirective: 1 });
    expect(new Set(calls.map(({ key }) => key)).size).toBe(156);
    expect(new Set(calls.map(({ role }) => role))).toEqual(new Set(['system']));
    expect(seen.at(-1)).toBe(156);
  });
  it('amends a calendar that was published from an older file', async () => {
    const { calls, execute } = recording((command) =>
      command === 'PublishCalendar' ? new Rejection('calendar-already-published', 'x') : undefined,
    );
    await loadReference({ execute });
    expect(
      calls.filter(({ command }) => command === 'AmendCalendar').map(({ input }) => [input.year, input.set.length, input.removed]),
    ).toEqual([
      [2025, 17, []],
      [2026, 21, []],
      [2027, 15, []],
    ]);
  });
  it('leaves days as they are that somebody amended by hand', async () => {
    const { calls, execute } = recording((command) =>
      command === 'PublishCalendar' ? new Rejection('calendar-already-published', 'x') : undefined,
    );
    const sample = JSON.parse(readFileSync(new URL('../samples/CalendarAmended.v1.json', import.meta.url), 'utf8'));
    const set = [{ ...loadCalendars()[2]?.days[2], official: true }];
    const amendedBy = (id: string, removed: string[]) => ({
      ...sample,
      actor: { id, role: 'administrator' },
      data: { year: 2027, set, removed, ground: 'x' },
    });
    const past = [
      amendedBy('admin-1', ['2027-09-03']),
      { ...amendedBy('reference-data', ['2027-01-01']), data: { ...sample.data, year: 2027, set: [], removed: ['2027-01-01'] } },
    ];
    const store = {
      readStream: async (stream: string, { from = 0 }: { from?: number } = {}) => (stream === 'calendar-2027' ? past.slice(from) : []),
    };
    await loadReference({ execute, store });
    const amended = calls.find(({ command, input }) => command === 'AmendCalendar' && input.year === 2027);
    const dates = amended?.input.set.map(({ date }: { date: string }) => date);
    expect(dates).toHaveLength(13);
    expect(dates).toContain('2027-01-01');
    expect(dates).not.toContain('2027-09-03');
  });
  it('leaves a catalogued procedure as it is, says so, and goes on', async () => {
    const { execute } = recording((command) =>
      command === 'CatalogueProcedure' ? new Rejection('procedure-already-catalogued', 'x') : undefined,
    );
    const { added, kept } = await loadReference({ execute });
    expect([added, kept.length]).toEqual([81, 75]);
  });
  it('stops at any other refusal', async () => {
    const { execute } = recording(() => new Rejection('calendar-day-invalid', 'x'));
    await expect(loadReference({ execute })).rejects.toMatchObject({ code: 'calendar-day-invalid' });
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NewEvent } from '#events/store/event.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import type { Projection } from '#projections/daemon/projection.ts';
import { notices } from '#projections/notices/projection.ts';
import { procedureCatalogue } from '#projections/procedureCatalogue/projection.ts';
import { catalogued, type Happened, logOf, noticeDispatched, noticeWritten, portalEntryRecorded } from '#test/support/events.ts';
import { decode } from './decode.ts';
import { openWorld, type World } from './world.ts';

// A log into which half a character and NUL got before the codec refused them, as bytes that JSON allows.
const half = '🏛'.slice(0, 1);
const entry = { ...portalEntryRecorded().data.entry, name: 'Chứng thực\0 bản sao' };
const old: readonly Happened[] = [
  noticeWritten({ noticeId: 'n-1' }),
  {
    ...noticeWritten({ noticeId: 'n-2', subject: `Đôn đốc: ${half}`, text: `Đề nghị\0 khẩn trương ${half}` }),
    lateEntryReason: `Mất điện${half}`,
  },
  noticeDispatched({ noticeId: 'n-2' }),
  catalogued(),
  portalEntryRecorded({ entry }),
  noticeWritten({ noticeId: 'n-3' }),
];
const projections: readonly Projection[] = [notices, procedureCatalogue, auditTrail];

let world: World;
let last = -1;
beforeAll(async () => {
  world = await openWorld();
  for (const { stream, revision: _, position: __, recordedAt: ___, ...event } of logOf(old))
    ({ position: last } = await world.store.append(stream, 'any', [event as NewEvent]));
});
afterAll(async () => {
  await world.stopAll();
  await world.close();
});

const shown = async () => {
  const { rows } = await world.reader.query('select notice_id, subject, text, attempts from read.notices order by notice_id');
  return rows;
};
const read = { subject: 'Đôn đốc: \ufffd', text: 'Đề nghị\ufffd khẩn trương \ufffd' };

it('a projection that an older program paused at such an event goes on when it is resumed', async () => {
  // that program decoded what it found
  await world.start({ projections: [notices], decode: (event) => event as never });
  await world.until(async () => expect(await world.status('notices')).toMatchObject({ state: 'paused' }));
  await world.stopAll();

  await world.start({ projections });
  await world.operate('ProjectionResumed', { projection: 'notices' });
  await world.reached('notices', last);
  expect(await shown()).toMatchObject([{ notice_id: 'n-1' }, { notice_id: 'n-2', ...read }, { notice_id: 'n-3' }]);
});

it('read models are built from a log with such events, with U+FFFD in their place', async () => {
  await world.reached('procedure-catalogue', last);
  await world.reached('audit-trail', last);
  const { rows } = await world.reader.query('select late_entry_reason from read.audit_trail where late_entry_reason is not null');
  expect(rows).toEqual([{ late_entry_reason: 'Mất điện\ufffd' }]);
  const { rows: catalogue } = await world.reader.query('select portal_entry from read.procedure_catalogue');
  expect(catalogue).toMatchObject([{ portal_entry: { name: 'Chứng thực\ufffd bản sao' } }]);
});

it('what is in the log stays as it was', async () => {
  const { events } = await world.store.readAll({ after: -1, limit: 10 });
  expect(events.slice(0, old.length).map(({ data }) => data)).toEqual(old.map(({ data }) => data));
  expect(decode(events[1] as never).data).toMatchObject(read);
});

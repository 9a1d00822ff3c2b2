import { accessEvents } from '#events/access/events.ts';
import { batchEvents } from '#events/batch/events.ts';
import { bulkEvents } from '#events/bulk/events.ts';
import { calendarEvents } from '#events/calendar/events.ts';
import { centerEvents } from '#events/center/events.ts';
import { directiveEvents } from '#events/directive/events.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dutyEvents } from '#events/duty/events.ts';
import { externalCodeEvents } from '#events/externalCode/events.ts';
import { inventoryEvents } from '#events/inventory/events.ts';
import { normEvents } from '#events/norm/events.ts';
import { noticeEvents } from '#events/notice/events.ts';
import { officialEvents } from '#events/official/events.ts';
import { periodEvents } from '#events/period/events.ts';
import { pilotEvents } from '#events/pilot/events.ts';
import { procedureEvents } from '#events/procedure/events.ts';
import { receiptEvents } from '#events/receipt/events.ts';
import { registerEvents } from '#events/register/events.ts';
import { regulationEvents } from '#events/regulation/events.ts';
import { reviewEvents } from '#events/review/events.ts';
import { sealEvents } from '#events/seal/events.ts';
import type { EventOf } from '#events/store/defineEvents.ts';
import { transferEvents } from '#events/transfer/events.ts';
import { unchangedEvents } from '#events/unchanged/events.ts';
import { projectionEvents } from './projectionControl/events.ts';

/** Every category the codec can read. */
export const categories = [
  accessEvents,
  batchEvents,
  bulkEvents,
  calendarEvents,
  centerEvents,
  directiveEvents,
  dossierEvents,
  dutyEvents,
  externalCodeEvents,
  inventoryEvents,
  normEvents,
  noticeEvents,
  officialEvents,
  periodEvents,
  pilotEvents,
  procedureEvents,
  projectionEvents,
  receiptEvents,
  registerEvents,
  regulationEvents,
  reviewEvents,
  sealEvents,
  transferEvents,
  unchangedEvents,
] as const;
/** Events after which the personal data of their stream is gone. */
export const erasures = ['DossierPersonalDataErased', 'OfficialPersonalDataErased'] as const satisfies AnyEvent['type'][];

export type AnyEvent = EventOf<(typeof categories)[number]>;

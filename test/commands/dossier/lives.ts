import fc from 'fast-check';
import { expect } from 'vitest';
import { z } from 'zod';
import { commandNamed } from '#commands/all.ts';
import { dossier } from '#commands/dossier/dossier.ts';
import { type Dossier } from '#commands/dossier/state.ts';
import type { Execute, Receipt } from '#commands/handling/receipt.ts';
import { Rejection } from '#domain/rejections.ts';
import type { AnyEvent } from '#events/all.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Holder } from '#events/dossier/terms.ts';
import type { Actor, Recorded } from '#events/store/event.ts';
import { by } from '#test/commands/handling/process.ts';
import { elsewhere, home, officer, result, stated, system } from './pasts.ts';
import { local } from './workingTimes.ts';

/** What a life is tried on: commands as they are truly handled, and the log they leave. */
export type Handled = {
  execute: Execute;
  read: (stream: string) => Promise<Recorded<AnyEvent>[]>;
  /** What else must agree with the law's view of a dossier after each act. */
  alsoShown?: (dossierId: string, events: readonly Recorded<DossierEvent>[], seen: Seen) => void;
};

/** How a dossier stands as the law sees it. Told from the events alone, in other words than the program's own state. */
export type Seen = {
  received: boolean;
  /** Nobody, once it has ended. */
  holder: Holder | undefined;
  /** Who may recall it: the holder has not accepted it. */
  giver: Holder | undefined;
  ended: 'refused' | 'withdrawn' | 'stopped' | 'returned' | undefined;
  settled: boolean;
  /** Index of the step under way. */
  step: number;
  /** As promised to the citizen. */
  appointedAt: string | undefined;
  dueAt: string | undefined;
  /** What the citizen is waited for, and since when the clock stands still for it. */
  waitingFor: Set<'supplement' | 'fee'>;
  stoppedSince: string | undefined;
  /** Nothing, once it has ended without a result. */
  owed: number;
  /** Over its whole life: paid, given back, and paid to no purpose so far. */
  paid: number;
  refunded: number;
  credit: number;
};

const must = (holds: boolean, rule: string): void => {
  if (!holds) throw new Error(`broken: ${rule}`);
};

const tookUp = ['DossierReceived', 'SupplementRequested', 'VerificationStarted', 'DossierExtended', 'PartSettled', 'DossierSettled'];

/** Reads a life from its events. Throws when the law does not allow it. */
export const seenIn = (events: readonly Recorded<DossierEvent>[]): Seen => {
  const seen: Seen = {
    received: false,
    holder: undefined,
    giver: undefined,
    ended: undefined,
    settled: false,
    step: 0,
    appointedAt: undefined,
    dueAt: undefined,
    waitingFor: new Set(),
    stoppedSince: undefined,
    owed: 0,
    paid: 0,
    refunded: 0,
    credit: 0,
  };
  let towardsRequest = 0;
  const happened = new Map<string, number>();
  /** Whose it is by the next event: who gave what was declined or recalled. */
  let back: Holder | undefined;
  /** Parts that have a result. */
  const parts = new Set<string>();
  /** A result that replaces the one returned waits for the citizen. */
  let toReturn = false;
  let receivedAt = '';
  const once = (type: string) => must(happened.get(type) === 1, `${type} happens once`);
  const open = () => must(seen.holder !== undefined, 'it happens to an open dossier, which somebody holds');
  const end = (how: Seen['ended']) => {
    open();
    Object.assign(seen, { ended: how, holder: undefined, giver: undefined, waitingFor: new Set(), stoppedSince: undefined });
  };
  const wait = (reason: 'supplement' | 'fee', at: string) => {
    seen.waitingFor.add(reason);
    seen.stoppedSince ??= at;
  };
  const goOn = (reason: 'supplement' | 'fee', data: { pausedWorkingMinutes: number; due?: { at: string } | undefined }) => {
    const restarts = seen.waitingFor.delete(reason) && seen.waitingFor.size === 0;
    if (restarts) seen.stoppedSince = undefined;
    else must(data.pausedWorkingMinutes === 0, 'time stands still only while the citizen is waited for, and no minute counts twice');
    must((data.due !== undefined) === (restarts && seen.received), 'the due time moves when the clock runs again');
    moveTo(data.due?.at);
  };
  const moveTo = (at: string | undefined) => {
    if (at === undefined) return;
    must(seen.dueAt !== undefined && at >= seen.dueAt, 'the due time only moves later');
    seen.dueAt = at;
  };

  const refund = (dong = 0) => {
    seen.refunded += dong;
    seen.credit -= Math.min(seen.credit, dong);
    must(seen.refunded <= seen.paid, 'no more is given back than was paid');
  };
  /** After an act by which less is owed: it says how much still is, and time goes on once that is nothing. */
  const less = (
    dong: number,
    data: { outstandingDong?: number | undefined; pausedWorkingMinutes: number; due?: { at: string } | undefined },
  ) => {
    open();
    seen.owed -= dong;
    must(seen.owed >= 0 && seen.owed === (data.outstandingDong ?? 0), 'it says what is still owed');
    if (seen.owed === 0) goOn('fee', data);
    else must(data.pausedWorkingMinutes === 0 && data.due === undefined, 'the rest is still waited for');
  };

  const { ofRecord = [] } = dossier;
  let lastAct = '';

  for (const [index, event] of events.entries()) {
    const at = event.occurredAt;
    const entered = event.enteredLate?.at ?? at;
    if (tookUp.includes(event.type)) seen.giver = undefined;
    must(back === undefined || event.type === 'DossierHandedOver', 'what is declined or recalled goes back at once');
    must(event.revision === index, 'revisions have no gap');
    const isAct = !ofRecord.includes(event.type);
    must(!isAct || lastAct <= at, 'acts are in order of time');
    if (isAct) lastAct = at;
    must(index > 0 || event.type === 'DossierSubmitted' || event.type === 'DossierReceived', 'it begins with being handed in');
    happened.set(event.type, (happened.get(event.type) ?? 0) + 1);
    const running = () => must(seen.waitingFor.size === 0, 'it presumes a running clock');
    switch (event.type) {
      case 'DossierSubmitted':
        must(index === 0, 'it is handed in once');
        seen.holder = event.data.holder;
        break;
      case 'DossierReceived':
        once(event.type);
        running();
        must(seen.ended === undefined, 'what ended is not received');
        receivedAt = at;
        Object.assign(seen, {
          received: true,
          holder: event.data.holder,
          appointedAt: event.data.appointed.at,
          dueAt: event.data.appointed.at,
        });
        break;
      case 'SupplementRequested':
        once(event.type);
        open();
        must(!seen.settled, 'nothing is asked for after the result');
        wait('supplement', entered);
        break;
      case 'SupplementGiven':
        open();
        must(seen.waitingFor.has('supplement'), 'only what was asked for is given');
        goOn('supplement', event.data);
        break;
      case 'DossierHandedOver':
        open();
        must(event.data.step <= seen.step + 1, 'no step is passed over');
        seen.step = event.data.step;
        expect(event.data.from).toEqual(seen.holder);
        if (back !== undefined) expect(event.data.to).toEqual(back);
        back = undefined;
        seen.holder = event.data.to;
        seen.giver = event.data.awaitsAcceptance ? event.data.from : undefined;
        break;
      case 'DossierHandoverAccepted':
      case 'DossierHandoverDeclined':
      case 'DossierHandoverRecalled':
        open();
        must(seen.giver !== undefined, 'what waits is accepted, declined or recalled');
        if (event.type !== 'DossierHandoverAccepted') back = seen.giver;
        seen.giver = undefined;
        break;
      case 'VerificationStarted':
      case 'DossierExtended':
        once(event.type);
        open();
        running();
        must(seen.received && !seen.settled, 'it moves the due time of a dossier in process');
        must(entered <= (seen.dueAt ?? ''), 'it comes before the deadline, and is entered before it');
        moveTo(event.data.due.at);
        break;
      case 'FeeRequested':
        open();
        must(seen.received && seen.owed === 0, 'one fee is owed at a time');
        towardsRequest = Math.min(seen.credit, event.data.totalDong);
        seen.credit -= towardsRequest;
        seen.owed = event.data.totalDong - towardsRequest;
        if (event.data.stopsClock !== false) {
          must(seen.owed > 0, 'nothing is waited for where nothing is owed');
          wait('fee', entered);
        }
        break;
      case 'FeePaid': {
        const over = Math.max(0, event.data.totalDong - seen.owed);
        seen.paid += event.data.totalDong;
        seen.credit += over;
        towardsRequest += event.data.totalDong - over;
        less(event.data.totalDong - over, event.data);
        break;
      }
      case 'FeeWaived':
        less(event.data.dong, event.data);
        break;
      case 'FeeCancelled':
        must(event.data.paidDong === towardsRequest, 'what was paid stays the citizen’s');
        seen.credit += towardsRequest;
        less(seen.owed, event.data);
        break;
      case 'FeeRefunded':
        must(seen.received, 'only what was received was paid for');
        refund(event.data.dong);
        break;
      case 'PartSettled':
        open();
        must(seen.received && !seen.settled && seen.owed === 0, 'a part has a result before the dossier has, when nothing is owed');
        must(!parts.has(event.data.part), 'a part is settled once');
        must(seen.step === 2, 'what has a result was signed');
        parts.add(event.data.part);
        break;
      case 'DossierSettled':
        once(event.type);
        open();
        running();
        must(seen.received && seen.owed === 0, 'a result comes when nothing is owed');
        must(event.data.onTime === entered <= (seen.dueAt ?? ''), 'it says whether it was on time, and entered in time');
        seen.settled = true;
        must(seen.step === 2, 'what has a result was signed');
        break;
      case 'ResultReturned':
        if (toReturn) {
          toReturn = false;
          break;
        }
        must(seen.settled && seen.owed === 0, 'a result that exists and is paid for is returned');
        end('returned');
        break;
      case 'DossierRefused':
        must(!seen.received, 'only before reception');
        end('refused');
        break;
      case 'DossierWithdrawn':
        must(!seen.settled, 'only before the result');
        refund(event.data.refundDong);
        seen.owed = 0;
        end('withdrawn');
        break;
      case 'DossierStopped':
        must(seen.received && !seen.settled, 'only in process');
        refund(event.data.refundDong);
        seen.owed = 0;
        end('stopped');
        break;
      case 'LateEntryConfirmed':
        must(events[event.data.revision]?.enteredLate !== undefined, 'only what was entered late is confirmed');
        if (event.data.stoppedSince !== undefined) seen.stoppedSince = event.data.stoppedSince;
        moveTo(event.data.due?.at);
        break;
      case 'LateEntryDeclined':
        must(events[event.data.revision]?.enteredLate !== undefined, 'only what was entered late is declined');
        break;
      case 'DossierCorrected':
        must(seen.received && (seen.ended === undefined || seen.ended === 'returned'), 'what was received is corrected');
        must(Object.keys(event.data.after).length > 0, 'a correction changes something');
        break;
      case 'DossierProcedureCorrected':
        open();
        running();
        must(seen.received && !seen.settled && seen.owed === 0, 'the procedure is corrected before anything rests on it');
        must(seen.dueAt === seen.appointedAt, 'it is corrected before the due time has moved');
        must(at.slice(0, 10) <= later(receivedAt, 24 * 60).slice(0, 10), 'it is corrected on the day of receipt');
        Object.assign(seen, { appointedAt: event.data.appointed.at, dueAt: event.data.appointed.at, step: 0 });
        break;
      case 'ResultCorrected':
        open();
        must(seen.settled, 'a result that exists is corrected');
        break;
      case 'ResultReplaced':
        must(seen.ended === 'returned', 'a result that was returned is replaced');
        toReturn = true;
        break;
      case 'DossierReopened':
        must(seen.received && (seen.ended === 'returned' || seen.ended === 'stopped'), 'what was finished is reopened');
        must(!happened.has('DossierPersonalDataErased'), 'nothing is taken up of which nothing is known any more');
        for (const type of ['VerificationStarted', 'DossierExtended', 'DossierSettled', 'DossierArchived']) happened.delete(type);
        toReturn = false;
        Object.assign(seen, { ended: undefined, settled: false, holder: event.data.holder, dueAt: event.data.due.at, owed: 0, step: 0 });
        break;
      case 'DossierArchived':
      case 'DossierPersonalDataErased':
        once(event.type);
        must(seen.ended !== undefined, 'only after the end');
        break;
      case 'DossierLegalHoldPlaced':
        must(!happened.has('DossierPersonalDataErased'), 'nothing is left to hold after the erasure');
        break;
      case 'DossierLegalHoldLifted':
      case 'DossierErasureRefused':
      case 'DossierReminded':
      case 'DossierUrged':
        break;
    }
  }
  return seen;
};

/** The program's own state says the same. */
const agrees = (state: Dossier, seen: Seen): void => {
  if (state.status === 'absent') throw new Error('broken: what happened is known');
  if ('archived' in state) {
    const { owedDong, paidDong, refundedDong } = state.fees;
    expect({ status: state.status, holder: undefined, owedDong, paidDong, refundedDong }).toEqual({
      status: seen.ended,
      holder: seen.holder,
      owedDong: seen.owed,
      paidDong: seen.paid,
      refundedDong: seen.refunded,
    });
    return;
  }
  const { status, holder, handover, standstill, stoppedSince } = state;
  expect({ status, holder, giver: handover?.from, stops: new Set(standstill.stops.map(({ by }) => by)), stoppedSince }).toEqual({
    status: seen.settled ? 'settled' : seen.received ? 'received' : 'submitted',
    holder: seen.holder,
    giver: seen.giver,
    stops: seen.waitingFor,
    stoppedSince: seen.stoppedSince ?? null,
  });
  if (state.status === 'submitted') return;
  const { owedDong, paidDong, refundedDong, creditDong } = state.fees;
  expect({ dueAt: state.dueAt, owedDong, paidDong, refundedDong, creditDong }).toEqual({
    dueAt: seen.dueAt,
    owedDong: seen.owed,
    paidDong: seen.paid,
    refundedDong: seen.refunded,
    creditDong: seen.credit,
  });
};

type Step = { command: string; which: number; input: object; actor: Actor; minutes: number; lateBy?: number | undefined };
type Done = { command: string; input: object; actor: Actor; key: string; receipt: Receipt };
/** One run: a few dossiers, the time, and what was done. */
type Life = { dossierIds: readonly string[]; now: string; tried: number; done: Done[]; recorded: number };

const idOf = ({ dossierIds }: Life, { which, command }: Step): object => {
  const dossierId = dossierIds[which % dossierIds.length] ?? '';
  return command === 'RecordPersonalDataRead' ? { subject: `dossier-${dossierId}` } : { dossierId };
};
const later = (at: string, minutes: number): string => Temporal.Instant.from(at).add({ minutes }).toString({ smallestUnit: 'millisecond' });

const look = async ({ read, alsoShown }: Handled, { dossierIds }: Life): Promise<void> => {
  for (const dossierId of dossierIds) {
    const events = (await read(`dossier-${dossierId}`)) as Recorded<DossierEvent>[];
    if (events.length === 0) continue;
    const seen = seenIn(events);
    agrees(events.reduce(dossier.evolve, dossier.initial), seen);
    alsoShown?.(dossierId, events, seen);
  }
};

/** Events on record of this life's dossiers, and of who read them. */
const recordedOf = async ({ read }: Handled, { dossierIds }: Life): Promise<number> => {
  const streams = dossierIds.flatMap((id) => [`dossier-${id}`, `access-dossier-${id}`]);
  const lengths = await Promise.all(streams.map(async (stream) => (await read(stream)).length));
  return lengths.reduce((sum, length) => sum + length, 0);
};

/** The receipt of an act; none when a rule or the form of the input forbids it. */
const receiptOf = async (act: Promise<Receipt>): Promise<Receipt | undefined> => {
  try {
    const receipt = await act;
    expect(receipt.repeated).toBe(false);
    return receipt;
  } catch (error) {
    if (error instanceof Rejection || error instanceof z.ZodError) return undefined;
    throw error;
  }
};

/** Whether an act was refused because the law asks to keep the data: alone of all refusals this one is on record. */
const keptBy = (act: Promise<Receipt>): Promise<boolean> =>
  act.then(
    () => false,
    (error) => error instanceof Rejection && error.code === 'retention-not-over',
  );

/** Tries one act; whatever comes of it, the rules hold, a refusal leaves nothing, and doing it at once again changes nothing. */
const tryOnce = (step: Step): fc.AsyncCommand<Life, Handled> => ({
  check: () => true,
  run: async (life, handled) => {
    life.now = later(life.now, step.minutes);
    life.tried += 1;
    const { command, actor } = step;
    const late =
      step.lateBy === undefined ? {} : { occurredAt: later(life.now, -step.lateBy), lateEntryReason: 'Mất điện', outsideHours: true };
    const input = { ...step.input, ...late, ...idOf(life, step) };
    const key = `${life.dossierIds[0]}-${life.tried}`;
    const execution = by({ actor, now: life.now, idempotencyKey: key, remembered: true });
    const act = handled.execute(commandNamed(command), input, execution);
    const receipt = await receiptOf(act);
    const recorded = receipt?.events.length ?? 0;
    life.recorded += recorded + ((await keptBy(act)) ? 1 : 0);
    // also what changed nothing is repeated later, when something else has happened
    if (receipt !== undefined) life.done.push({ command, input, actor, key, receipt });
    if (recorded > 0) {
      await look(handled, life);
      // each reading of personal data, each refused erasure is one more
      if (command !== 'RecordPersonalDataRead' && command !== 'RecordErasureRefusal')
        expect((await receiptOf(handled.execute(commandNamed(command), input, by({ actor, now: life.now }))))?.events ?? []).toEqual([]);
    }
    expect(await recordedOf(handled, life)).toBe(life.recorded);
  },
  toString: () => `${step.command} ${JSON.stringify({ ...step.input, which: step.which, actor: step.actor, after: step.minutes })}`,
});

/** Repeats something done before, with its key: the same receipt, or none once the data is erased, and nothing new. */
const repeat = (choice: number): fc.AsyncCommand<Life, Handled> => ({
  check: ({ done }) => done.length > 0,
  run: async (life, handled) => {
    const chosen = life.done[choice % life.done.length];
    if (chosen === undefined) return;
    const { command, input, actor, key, receipt } = chosen;
    const again = handled.execute(commandNamed(command), input, by({ actor, now: life.now, idempotencyKey: key, remembered: true }));
    const erased = (await handled.read(receipt.stream)).find(({ type }) => type === 'DossierPersonalDataErased');
    if (erased !== undefined && receipt.events.length > 0 && erased.revision > receipt.revision)
      await expect(again).rejects.toMatchObject({ code: 'personal-data-erased' });
    else expect(await again).toEqual({ ...receipt, repeated: true });
    expect(await recordedOf(handled, life)).toBe(life.recorded);
  },
  toString: () => `repeat ${choice}`,
});

/** When every life begins. */
const begun = local('2025-07-01T08:00');
const reminder = { step: 'overdue', kind: 'overdue', countsFrom: begun, to: ['holder'] };
const { dossierId: _, ...handedIn } = stated;
const text = { reason: 'Lý do', legalGround: 'Căn cứ' };
const signed = { ...result, signedBy: 'leader-1' };
const agency = 'justice';
const anyUnit = fc.oneof(
  { arbitrary: fc.constantFrom(home, elsewhere), weight: 8 },
  { arbitrary: fc.constant(agency), weight: 2 },
  { arbitrary: fc.constantFrom('25760', '99999'), weight: 1 },
);
const maybeUnit = fc.oneof({ arbitrary: fc.constant({}), weight: 3 }, { arbitrary: anyUnit.map((unit) => ({ unit })), weight: 1 });
const anyDong = fc.constantFrom(8_000, 8_000, 8_000, 0, 1_000_000_000_000);
const anyNumber = fc.integer({ min: 1, max: 30 }).map(String);
const anyRefund = fc.constantFrom({}, { refundDong: 5_000 });
const anyTo = anyUnit.chain((unit) =>
  fc.oneof(
    fc.constant({ unit }),
    fc.constantFrom('official-1', 'official-2', 'nobody').map((official) => ({ unit, official })),
  ),
);

/** Every command that writes to a dossier or says who read it, with sensible inputs and silly ones; endings are rare, or lives would be short. */
const inputs: Record<string, { weight: number; input: fc.Arbitrary<object> }> = {
  SubmitDossier: { weight: 3, input: anyUnit.map((sentTo) => ({ ...handedIn, channel: 'online', sentTo })) },
  ReceiveDossier: { weight: 4, input: anyUnit.map((placeOfReceipt) => ({ ...handedIn, channel: 'direct', placeOfReceipt })) },
  ReceiveSubmittedDossier: { weight: 5, input: fc.constantFrom({}, { pointId: 'main' }, { pointId: 'none' }) },
  RefuseAtCounter: { weight: 1, input: anyUnit.map((placeOfRefusal) => ({ ...handedIn, placeOfRefusal, ...text })) },
  RefuseDossier: { weight: 1, input: fc.constant(text) },
  RequestSupplement: { weight: 6, input: fc.constantFrom({ items: ['Bản sao'], ...text }, { items: [], ...text }) },
  GiveSupplement: { weight: 8, input: maybeUnit.map((unit) => ({ components: [], ...unit })) },
  HandOverDossier: {
    weight: 20,
    input: fc
      .tuple(anyTo, fc.constantFrom({}, { step: 1 }, { step: 1 }, { step: 2 }, { step: 2 }, { step: 2 }, { step: 99 }))
      .map(([to, step]) => ({ to, ...step })),
  },
  AcceptHandover: { weight: 6, input: fc.constant({}) },
  DeclineHandover: { weight: 6, input: fc.constant({ reason: 'Nhầm người' }) },
  RecallHandover: { weight: 8, input: fc.constantFrom({}, { reason: 'Nhầm người' }) },
  StartVerification: { weight: 4, input: fc.constant({ ground: 'Xác minh' }) },
  ExtendDossier: {
    weight: 5,
    input: fc
      .tuple(fc.constantFrom(0.5, 1, 2, 999, -1), fc.boolean())
      .map(([workingDays, byAgreement]) => ({ workingDays, byAgreement, reason: 'a', apology: 'b', signer: 'c', signedBy: 'leader-1' })),
  },
  RequestFee: { weight: 6, input: anyDong.map((dong) => ({ items: [{ name: 'Phí', kind: 'fee', dong }] })) },
  PayFee: {
    weight: 8,
    input: fc
      .tuple(fc.constantFrom(8_000, 8_000, 5_000, 3_000, 0, 1_000_000_000_000), fc.constantFrom('cash', 'transfer'), anyNumber, maybeUnit)
      .map(([totalDong, method, receiptNumber, unit]) => ({ totalDong, method, receiptNumber, ...unit })),
  },
  CancelFee: { weight: 2, input: fc.constant({ reason: 'Nhầm' }) },
  ReplaceFee: {
    weight: 3,
    input: anyDong.map((dong) => ({ items: [{ name: 'Phí', kind: 'fee', dong }], cancelReason: 'Nhầm' })),
  },
  WaiveFee: { weight: 2, input: fc.constantFrom({}, { remainingDong: 2_000 }).map((rest) => ({ legalGround: 'Hộ nghèo', ...rest })) },
  RefundFee: {
    weight: 10,
    input: fc
      .tuple(fc.constantFrom(1_000, 5_000, 1_000_000_000_000), anyNumber, maybeUnit)
      .map(([dong, voucherNumber, unit]) => ({ dong, voucherNumber, method: 'cash', reason: 'Nộp thừa', ...unit })),
  },
  WithdrawDossier: { weight: 1, input: fc.tuple(anyRefund, maybeUnit).map(([refund, unit]) => ({ reason: 'x', ...refund, ...unit })) },
  StopDossier: { weight: 1, input: anyRefund.map((refund) => ({ ...text, ...refund })) },
  SettlePart: {
    weight: 3,
    input: fc.constantFrom('birth', 'birth', 'residence', 'residence', 'none').map((part) => ({ part, result: signed })),
  },
  SettleDossier: {
    weight: 12,
    input: fc.constantFrom({ result: signed }, { result: signed }, { result }, { result: { ...signed, date: '2025-02-30' } }),
  },
  ReturnResult: { weight: 8, input: maybeUnit.map((unit) => ({ means: 'counter', ...unit })) },
  ConfirmLateEntry: { weight: 8, input: fc.constantFrom(1, 1, 2, 2, 3, 4, 5).map((revision) => ({ revision, reason: 'Có biên bản' })) },
  DeclineLateEntry: {
    weight: 12,
    input: fc.constantFrom(1, 1, 2, 2, 3, 4, 5).map((revision) => ({ revision, reason: 'Không có chứng cứ' })),
  },
  ArchiveDossier: { weight: 3, input: fc.constant({ fileReference: 'HS-1' }) },
  EraseDossierPersonalData: { weight: 2, input: fc.constant({ ground: 'Hết thời hạn' }) },
  PlaceDossierLegalHold: { weight: 2, input: fc.constant({ holdId: 'h-1', ground: 'Khiếu nại' }) },
  LiftDossierLegalHold: { weight: 5, input: fc.constant({ holdId: 'h-1', ground: 'Đã giải quyết' }) },
  RecordErasureRefusal: {
    weight: 1,
    input: fc.constant({ ground: 'Yêu cầu', obstacles: [{ code: 'retention-running', detail: 'It is kept permanently.' }] }),
  },
  CorrectDossier: {
    weight: 1,
    input: fc.constantFrom(
      { ground: 'Gõ nhầm', owner: { name: 'Người Đúng', phone: '0281' } },
      { ground: 'Gõ nhầm', owner: { name: 'Người Thử', phone: null }, components: [{ name: 'Tờ khai', originals: 2 }] },
      { ground: 'Gõ nhầm', owner: { identityNumber: '12' } },
      { ground: 'Gõ nhầm' },
    ),
  },
  CorrectProcedure: {
    weight: 1,
    input: fc.constantFrom('2.000635', '2.000635', '2.000815', '9.999999').map((procedure) => ({ ground: 'Nhầm', procedure })),
  },
  CorrectResult: {
    weight: 1,
    input: fc.constantFrom('12/GXN', '13/GXN').map((number) => ({ ground: 'Nhầm', result: { ...result, number } })),
  },
  ReplaceResult: {
    weight: 1,
    input: fc.constantFrom('12/GXN', '14/GXN').map((number) => ({ ground: 'Nhầm', result: { ...signed, number } })),
  },
  ReopenDossier: {
    weight: 2,
    input: fc.constantFrom('2025-07-01', '2999-01-01').map((date) => ({ ground: 'Khiếu nại đúng', complaint: { number: '1/QĐ', date } })),
  },
  UrgeDossier: { weight: 1, input: fc.constantFrom('Đề nghị giải quyết ngay', 'Đề nghị báo cáo').map((words) => ({ text: words })) },
  RemindOfDossier: {
    weight: 1,
    input: fc.constantFrom('due', 'same-day', 'reception', 'citizen').map((about) => ({ ...reminder, about })),
  },
  RecordPersonalDataRead: { weight: 1, input: fc.constantFrom({ fields: ['owner.name'], purpose: 'x' }, { fields: [], purpose: 'x' }) },
};
export const commandsTried = Object.keys(inputs);

const head: Actor = { id: 'head', role: 'center-head', unit: home };
const anyActor = fc.oneof(
  { arbitrary: fc.constant(system), weight: 9 },
  {
    arbitrary: fc.constantFrom<Actor[]>(
      officer('official-1'),
      officer('official-2'),
      officer(undefined),
      officer(undefined, elsewhere),
      officer(undefined, agency),
      head,
    ),
    weight: 4,
  },
);
const actorOf = (command: string): fc.Arbitrary<Actor> => {
  if (command.endsWith('LateEntry')) return fc.constantFrom(head, head, system);
  // what Motcua passes on need not be accepted
  return command === 'HandOverDossier' ? fc.oneof(fc.constantFrom(head, officer('official-1'), officer('official-2')), anyActor) : anyActor;
};
/** Entered late: with its true time, with and without saying why, and with a time that has not come. */
const anyLateness = fc.oneof(
  { arbitrary: fc.constant({}), weight: 9 },
  {
    arbitrary: fc.constantFrom(
      { occurredAt: '2025-07-01T09:00:00+07:00', lateEntryReason: 'Mất điện' },
      { occurredAt: '2025-07-01T09:00:00+07:00' },
      { occurredAt: '2999-01-01T00:00:00Z' },
    ),
    weight: 1,
  },
);
const notEnteredLate = [
  'ExtendDossier',
  'ConfirmLateEntry',
  'DeclineLateEntry',
  'EraseDossierPersonalData',
  'RecordErasureRefusal',
  'PlaceDossierLegalHold',
  'LiftDossierLegalHold',
  'RecordPersonalDataRead',
  'UrgeDossier',
  'RemindOfDossier',
];
const anyStep: fc.Arbitrary<Step> = fc
  .oneof(
    ...Object.entries(inputs).map(([command, { weight, input }]) => ({ weight, arbitrary: input.map((one) => ({ command, input: one })) })),
  )
  .chain(({ command, input }) =>
    fc.record({
      command: fc.constant(command),
      input: notEnteredLate.includes(command) ? fc.constant(input) : anyLateness.map((late) => ({ ...input, ...late })),
      which: fc.constantFrom(0, 0, 0, 1),
      actor: actorOf(command),
      minutes: fc.constantFrom(0, 1, 5, 60, 600, 1440, 3000),
      lateBy: notEnteredLate.includes(command)
        ? fc.constant(undefined)
        : fc.constantFrom(undefined, undefined, undefined, undefined, 30, 500),
    }),
  );

const atCounter = { command: 'ReceiveDossier', input: { ...handedIn, channel: 'direct', placeOfReceipt: home } };
/** What an agency of the city settles: received at a Center, and handed to the agency, which examines and signs. */
const ofAgency = { ...atCounter, input: { ...atCounter.input, competentUnit: agency } };
const byAgency = officer(undefined, agency);
const atAgency = [
  { command: 'HandOverDossier', input: { to: { unit: agency }, step: 1 } },
  { command: 'AcceptHandover', input: {}, actor: byAgency },
  { command: 'HandOverDossier', input: { to: { unit: agency }, step: 2 }, actor: byAgency },
];
const enteredLate = { occurredAt: '2025-07-01T09:00:00+07:00', lateEntryReason: 'Mất điện' };
const linked = { command: 'ReceiveDossier', input: { ...handedIn, procedure: '2.000986', channel: 'direct', placeOfReceipt: home } };
/** Examined, and then signed. */
const signing = [1, 2].map((step) => ({ command: 'HandOverDossier', input: { to: { unit: home }, step } }));
const settling = { command: 'SettleDossier', input: { result: signed } };
const settlingParts = ['birth', 'residence'].map((part) => ({ command: 'SettlePart', input: { part, result: signed } }));
const returning = { command: 'ReturnResult', input: { means: 'counter' } };
const forgetting = [
  { command: 'ArchiveDossier', input: { fileReference: 'HS-1' } },
  { command: 'EraseDossierPersonalData', input: { ground: 'Hết thời hạn' } },
];
const complaint = { number: '1/QĐ', date: '2025-07-01' };
const asking = { command: 'RequestFee', input: { items: [{ name: 'Phí', kind: 'fee', dong: 8_000 }] } };

/** How one dossier comes in, and what is tried on it and another one, in order. */
export const anyLife = fc.tuple(
  fc
    .constantFrom(
      [{ command: 'SubmitDossier', input: { ...handedIn, channel: 'online' } }],
      [atCounter],
      [linked],
      [linked, ...signing, ...settlingParts.slice(0, 1)],
      [linked, ...signing, ...settlingParts],
      [atCounter, { command: 'CorrectProcedure', input: { ground: 'Nhầm thủ tục', procedure: '2.000635' } }],
      [atCounter, asking],
      [atCounter, asking, { command: 'WaiveFee', input: { legalGround: 'Hộ nghèo', remainingDong: 2_000 } }],
      [
        atCounter,
        asking,
        { command: 'PayFee', input: { totalDong: 8_000, method: 'cash', receiptNumber: 'first' } },
        { command: 'RefundFee', input: { dong: 1_000, voucherNumber: 'first', method: 'cash', reason: 'Nộp thừa' } },
      ],
      ...['ConfirmLateEntry', 'DeclineLateEntry'].map((command) => [
        atCounter,
        { command: 'RequestSupplement', input: { items: ['Bản sao'], ...text, ...enteredLate }, minutes: 3000 },
        { command, input: { revision: 1, reason: 'Có biên bản' } },
      ]),
      [ofAgency, ...atAgency],
      [
        ofAgency,
        ...atAgency,
        { command: 'SettleDossier', input: { result }, actor: byAgency },
        { command: 'HandOverDossier', input: { to: { unit: home } }, actor: byAgency },
      ],
      // what comes after a result is tried on dossiers that have one from the first
      [atCounter, ...signing, settling],
      [atCounter, ...signing, settling, { command: 'CorrectResult', input: { ground: 'Nhầm', result: { ...result, number: '13/GXN' } } }],
      [atCounter, ...signing, settling, returning],
      [atCounter, ...signing, settling, returning, { command: 'ReopenDossier', input: { ground: 'Khiếu nại đúng', complaint } }],
      [atCounter, ...['due', 'same-day'].map((about) => ({ command: 'RemindOfDossier', input: { ...reminder, about } }))],
      [
        atCounter,
        { command: 'HandOverDossier', input: { to: { unit: home, official: 'official-1' } }, actor: head },
        { command: 'RecallHandover', input: {}, actor: head },
      ],
      [atCounter, ...signing, settling, returning, ...forgetting],
      [
        atCounter,
        ...signing,
        settling,
        returning,
        { command: 'ReplaceResult', input: { ground: 'Nhầm', result: { ...signed, number: '14/GXN' } } },
      ],
    )
    .map((steps) => steps.map((step) => tryOnce({ minutes: 0, actor: system, ...step, which: 0 }))),
  fc.commands([anyStep.map(tryOnce), fc.nat({ max: 30 }).map(repeat)], { maxCommands: 60, size: 'max' }),
);

/** Lives it through; each run has two dossiers of its own. Throws where a rule is broken. */
export const live = async (run: number, [first, others]: typeof anyLife extends fc.Arbitrary<infer T> ? T : never, handled: Handled) => {
  const life: Life = { dossierIds: dossierIdsOf(run), now: begun, tried: 0, done: [], recorded: 0 };
  for (const step of first) await step.run(life, handled);
  await fc.asyncModelRun(() => ({ model: life, real: handled }), others);
};
export const dossierIdsOf = (run: number): string[] =>
  [0, 1].map((n) => `0197c000-0000-7000-8001-${String(2 * run + n).padStart(12, '0')}`);

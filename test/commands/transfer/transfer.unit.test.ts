import { describe, it } from 'vitest';
import { giveBackEquipment, takeInEquipment, takeOutEquipment } from '#commands/center/equipment.ts';
import { acceptTransfer, declineTransfer, handOverTransfer, refuseTransfer, requestTransfer } from '#commands/transfer/transfer.ts';
import type { Norm } from '#events/norm/events.ts';
import { established, pointOpened } from '#test/commands/center/given.ts';
import { specId, specOf } from '#test/support/spec.ts';

const transferId = specId('transfer');
const [from, to, item] = ['25747', '25750', 'máy quét'];
const what = { transferId, from, to, item, quantity: 2 };
const reason = 'Máy không hoạt động';
const requested = { type: 'TransferRequested', data: { ...what, ground: 'Thừa' } } as const;
const declined = { type: 'TransferDeclined', data: { ...what, reason } } as const;
const takenOut = { type: 'TransferTakenOut', data: what } as const;
const takenIn = { type: 'TransferTakenIn', data: what } as const;
const refused = { type: 'TransferRefused', data: { ...what, reason } } as const;

describe('a transfer', () => {
  const nobodyMissing = { facts: [] as string[] };
  it('is asked for between two Centers that exist', () => {
    const { given } = specOf(requestTransfer);
    given().when(requested.data, nobodyMissing).yields(requested);
    given()
      .when(requested.data, { facts: [to] })
      .isRejected('center-not-established');
    given()
      .when({ ...requested.data, to: from }, nobodyMissing)
      .isRejected('transfer-to-itself');
    given(requested).when(requested.data, nobodyMissing).isRejected('transfer-already-requested');
  });
  it('is declined before the pieces leave, and not after', () => {
    const { given } = specOf(declineTransfer);
    given(requested).when({ transferId, reason }).yields(declined);
    given(requested, takenOut).when({ transferId, reason }).isRejected('transfer-status-differs');
  });
  it('is handed over once', () => {
    const { given } = specOf(handOverTransfer);
    given(requested).when({ transferId }).yields(takenOut);
    given(requested, takenOut).when({ transferId }).yieldsNothing();
    given(requested, declined).when({ transferId }).isRejected('transfer-status-differs');
  });
  it('is accepted once, when the pieces are on their way', () => {
    const { given } = specOf(acceptTransfer);
    given(requested, takenOut).when({ transferId }).yields(takenIn);
    given(requested, takenOut, takenIn).when({ transferId }).yieldsNothing();
    given(requested).when({ transferId }).isRejected('transfer-status-differs');
    given(requested, takenOut, refused).when({ transferId }).isRejected('transfer-status-differs');
  });
  it('is refused instead of accepted', () => {
    const { given } = specOf(refuseTransfer);
    given(requested, takenOut).when({ transferId, reason }).yields(refused);
    given(requested, takenOut, takenIn).when({ transferId, reason }).isRejected('transfer-status-differs');
  });
  it('has to be asked for first', () => {
    specOf(declineTransfer).given().when({ transferId, reason }).isRejected('transfer-not-found');
    specOf(handOverTransfer).given().when({ transferId }).isRejected('transfer-not-found');
    specOf(acceptTransfer).given().when({ transferId }).isRejected('transfer-not-found');
  });
});

describe('the pieces of a transfer', () => {
  const origin = { legalGround: 'Điều 13', certainty: 'memory' } as const;
  const norm: Norm = { kind: 'equipment', item, quantity: 1, per: 'counter', ...origin };
  const norms = { facts: [{ effectiveFrom: '2018-06-21', norms: [norm] }] };
  const added = (quantity: number) => ({ type: 'EquipmentAdded', data: { unit: from, item, quantity } }) as const;
  const need = (quantity: number) => ({ type: 'EquipmentNeeded', data: { unit: from, item, quantity, ground: 'Kế hoạch' } }) as const;
  const out = { type: 'EquipmentTakenOut', data: { unit: from, transferId, to, item, quantity: 2 } } as const;
  const back = { type: 'EquipmentGivenBack', data: { unit: from, transferId, item, quantity: 2 } } as const;

  it('are what a Center can spare beyond its norm', () => {
    const { given } = specOf(takeOutEquipment);
    given(established(), pointOpened({ counters: 4 }), added(6))
      .when(out.data, norms)
      .yields(out);
    given(established(), pointOpened({ counters: 4 }), added(5))
      .when(out.data, norms)
      .isRejected('no-surplus');
  });
  it('are what it can spare beyond the need it stated, whatever the norm', () => {
    const { given } = specOf(takeOutEquipment);
    given(established(), pointOpened({ counters: 4 }), need(1), added(3))
      .when(out.data, norms)
      .yields(out);
    given(established(), need(4), added(5)).when(out.data, norms).isRejected('no-surplus');
  });
  it('leave once, and not again after they came back', () => {
    const { given } = specOf(takeOutEquipment);
    given(established(), added(2), out).when(out.data, norms).yieldsNothing();
    given(established(), added(2), out, back).when(out.data, norms).isRejected('transfer-status-differs');
  });
  it('are there no more once they left', () => {
    const again = { ...out.data, transferId: specId('another') };
    specOf(takeOutEquipment).given(established(), added(3), out).when(again, norms).isRejected('no-surplus');
    specOf(takeOutEquipment)
      .given(established(), added(3), out, back)
      .when(again, norms)
      .yields({ type: 'EquipmentTakenOut', data: again });
  });
  it('come in once', () => {
    const into = { type: 'EquipmentTakenIn', data: { unit: from, transferId, from: to, item, quantity: 2 } } as const;
    specOf(takeInEquipment).given(established()).when(into.data).yields(into);
    specOf(takeInEquipment).given(established(), into).when(into.data).yieldsNothing();
  });
  it('come back once, where they had left', () => {
    const { given } = specOf(giveBackEquipment);
    given(established(), added(2), out).when(back.data).yields(back);
    given(established(), added(2), out, back).when(back.data).yieldsNothing();
    given(established(), added(2)).when(back.data).yieldsNothing();
  });
});

import { describe, expect, it } from 'vitest';
import type { QueueMove } from '#domain/center/staff.ts';
import { Rejection } from '#domain/rejections.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { moveQueues } from '#processes/watcher.ts';

const substitution = { eventId: 'e1', official: 'b', substituteFor: 'a', from: '2025-07-08', until: '2025-07-12', basis: '13/QĐ' };
const move = (dossierId: string, from: string, to: string | undefined): QueueMove => ({
  dossierId,
  from: { unit: '25747', official: from },
  to: { unit: '25747', ...(to !== undefined && { official: to }) },
  substitution,
});

const given = async (moves: QueueMove[], fail: (dossierId: string) => void = () => {}) => {
  const done: unknown[] = [];
  const days: string[] = [];
  await moveQueues(
    {
      act: async (command, input, at, because) => {
        const { dossierId, from, to, note } = input as unknown as QueueMove & { note: string };
        fail(dossierId);
        done.push({ command: command.name, dossierId, from, to, note, at, because });
      },
      lookup: {
        queueMoves: async (day) => {
          days.push(day);
          return moves;
        },
      },
    },
    '2025-07-07T17:30:00.000Z',
  );
  return { done, days };
};

describe('moving the queue of an absent official', () => {
  it('hands over each dossier because of the substitution, and says why, on the day it is here', async () => {
    const { done, days } = await given([move('d1', 'a', 'b')]);
    expect(days).toEqual(['2025-07-08']);
    expect(done).toEqual([
      {
        command: 'HandOverDossier',
        dossierId: 'd1',
        from: { unit: '25747', official: 'a' },
        to: { unit: '25747', official: 'b' },
        note: 'Thay thế: b thay a từ 2025-07-08 đến 2025-07-12 (13/QĐ)',
        at: '2025-07-07T17:30:00.000Z',
        because: 'e1',
      },
    ]);
  });
  it('says that it comes back, or goes to the desk', async () => {
    const { done } = await given([move('d1', 'b', 'a'), move('d2', 'b', undefined)]);
    expect(done.map((one) => (one as { note: string }).note)).toEqual([
      'Hết thời gian thay thế: b thay a từ 2025-07-08 đến 2025-07-12 (13/QĐ)',
      'Hết thời gian thay thế, người được thay không còn làm việc tại đây: b thay a từ 2025-07-08 đến 2025-07-12 (13/QĐ)',
    ]);
  });
  it('takes what lies with somebody who does not serve there to the desk, and says so', async () => {
    const { substitution: _, ...gone } = move('d1', 'a', undefined);
    const { done } = await given([gone]);
    expect(done).toMatchObject([{ to: { unit: '25747' }, note: 'a không còn làm việc tại đây', because: undefined }]);
  });
  it('goes on where somebody else was faster', async () => {
    const { done } = await given([move('d1', 'a', 'b'), move('d2', 'a', 'b')], (dossierId) => {
      if (dossierId === 'd1') throw new Rejection('not-the-holder', 'held by c');
    });
    expect(done).toHaveLength(1);
  });
  it('stops where the log cannot be reached', async () => {
    const failing = given([move('d1', 'a', 'b')], () => {
      throw new StoreUnavailable('away');
    });
    await expect(failing).rejects.toThrow(StoreUnavailable);
  });
});

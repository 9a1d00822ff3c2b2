import { once } from 'node:events';
import { expect, it } from 'vitest';
import { frame, openChannel } from '#http/feeds/sse.ts';

const patient = { heartbeatMs: 60_000, stalledReaderMs: 60_000 };

it('writes one message per frame, with its id', () => {
  expect(frame('c-1', { text: 'two\nlines' }, 'progress')).toBe('id: c-1\nevent: progress\ndata: {"text":"two\\nlines"}\n\n');
});

it('waits while the reader has no room, so that memory stays bounded', async () => {
  const channel = openChannel(patient);
  let sent = 0;
  const sending = (async () => {
    for (; sent < 50; sent++) await channel.send('x'.repeat(20_000));
  })();
  await expect.poll(() => channel.body.writableNeedDrain).toBe(true);
  expect(channel.body.readableLength + channel.body.writableLength).toBeLessThan(200_000);
  expect(sent).toBeLessThan(10);
  channel.body.resume();
  await sending;
  expect(sent).toBe(50);
  channel.end();
});

it('cuts off a reader that takes nothing, and the sender is told', async () => {
  const channel = openChannel({ ...patient, stalledReaderMs: 20 });
  const closed = once(channel.body, 'close');
  for (let frames = 0; frames < 20 && !channel.signal.aborted; frames++) await channel.send('x'.repeat(20_000));
  await closed;
  expect(channel.signal.aborted).toBe(true);
});

it('hands over what was sent before it ends', async () => {
  const channel = openChannel(patient);
  await channel.send('last\n\n');
  channel.end();
  let received = '';
  for await (const chunk of channel.body) received += String(chunk);
  // an empty line of its own would be a message without data to some clients
  expect(received).toBe('retry: 2000\n: open\nlast\n\n');
  await channel.send('too late');
});

it('stops the sender when the reader goes away', async () => {
  const channel = openChannel(patient);
  channel.body.destroy();
  await once(channel.body, 'close');
  expect(channel.signal.aborted).toBe(true);
});

type Timed = { occurredAt: string };

/** When a consequence of an event happened in a stream: with the event, but never before what is on record there. */
export const timeAfter = (stream: readonly Timed[], { occurredAt }: Timed): string => {
  const last = stream.at(-1)?.occurredAt ?? occurredAt;
  return last > occurredAt ? last : occurredAt;
};

import { expect, it } from 'vitest';
import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';
import { cloudEventOf } from '#http/feeds/cloudEvents.ts';
import { handedOver, logOf, unit } from '#test/support/events.ts';

const actor = { id: 'user-1', role: 'officer' as const, simulated: true as const };
const [late, prompt] = logOf([{ ...handedOver(), unit, actor, lateEntryReason: 'Mất điện 08:00–10:00' }, handedOver()]);
const shown = (event: Recorded<AnyEvent> | undefined) => cloudEventOf('urn:motcua', event as Recorded<AnyEvent>, {});

it('a CloudEvent says why its event was entered late, and nothing where that was not stated', () => {
  expect(shown(late)).toMatchObject({ lateentryreason: 'Mất điện 08:00–10:00' });
  expect(shown(prompt)).not.toHaveProperty('lateentryreason');
});

it('a CloudEvent names its attributes as the standard demands: lower case letters and digits', () => {
  expect(Object.keys(shown(late)).filter((name) => !/^[a-z0-9]+$/.test(name))).toEqual([]);
});

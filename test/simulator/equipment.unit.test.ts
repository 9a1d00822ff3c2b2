import { expect, it } from 'vitest';
import { loadSettings } from '#app/settings.ts';
import { commands } from '#commands/all.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { equipmentActs } from '#simulator/equipment.ts';
import { runActs } from '#simulator/runActs.ts';
import { setUpActs } from '#simulator/setUp.ts';
import { cityOn, firstHistory } from '#simulator/simulate.ts';
import { at } from '#simulator/workingClock.ts';
import { createMemoryStore } from '#test/support/memoryStore.ts';

const settings = loadSettings();
const { centers } = cityOn(settings, firstHistory.from);
const acts = equipmentActs(centers, (center) => setUpActs(center, settings));
const count = (command: string) => acts.filter((act) => act.command === command).length;

it('gives only commands that exist, with inputs they take, by simulated people, in June and July 2025', () => {
  for (const { command, input, actor, at: when } of acts) {
    commands.find(({ name }) => name === command)?.input.parse(input);
    expect(commands.map(({ name }) => name)).toContain(command);
    expect(actor.simulated).toBe(true);
    expect(when).toBeGreaterThan(at('2025-06-12', '00:00'));
    expect(when).toBeLessThan(at('2025-07-09', '00:00'));
  }
  expect(new Set(acts.map(({ key }) => key)).size).toBe(acts.length);
});

it('stays a few hundred acts: sections of districts, what is bought, and transfers that end in every way', () => {
  expect(acts.length).toBeLessThan(600);
  expect(count('OpenInventory')).toBe(21);
  expect(count('AddEquipment')).toBeGreaterThan(200);
  expect(count('RequestTransfer')).toBe(14);
  const ends = ['AcceptTransfer', 'RefuseTransfer', 'DeclineTransfer'].map(count);
  expect(ends).toEqual([8, 2, 2]);
  expect(count('HandOverTransfer')).toBe(11);
});

it('is carried out as planned: nothing is refused that the story does not refuse', async () => {
  const clock = () => '2025-07-10T00:00:00.000Z';
  const codec = createCodec(categories, { seal: () => Promise.reject(new Error('nothing personal here')) });
  const store = createMemoryStore(clock);
  const execute = createExecutor({ store, codec, settings, answers: new Map(), clock });
  // of the setting-up, what equipment depends on
  const needed = ['EstablishCenter', 'OpenPoint', 'OpenInventory', 'StateEquipmentNeed', 'ReuseEquipment', 'AddEquipment'];
  const setUp = centers.flatMap((center) => setUpActs(center, settings)).filter(({ command }) => needed.includes(command));
  const { unexpected, refused, leftOut } = await runActs({ execute, acts: [...setUp, ...acts] });
  expect({ unexpected, refused, leftOut }).toEqual({ unexpected: {}, refused: 0, leftOut: 0 });
}, 60_000);

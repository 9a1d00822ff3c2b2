import { commandOn, type Fold } from '#commands/handling/command.ts';
import { type RegisterEvent, registerEvents } from '#events/register/events.ts';
import type { Recorded } from '#events/store/event.ts';

/** The numbers of one unit on one day, in order. */
export type Register = readonly { number: number; code: string; dossierId: string; unused: boolean }[];

const evolve = (register: Register, event: Recorded<RegisterEvent>): Register => {
  switch (event.type) {
    case 'NumberTaken': {
      const { number, code, dossierId } = event.data;
      return [...register, { number, code, dossierId, unused: false }];
    }
    case 'NumberUnused':
      return register.map((entry) => (entry.number === event.data.number ? { ...entry, unused: true } : entry));
  }
};

export const register: Fold<Register, RegisterEvent> = { category: registerEvents.category, initial: [], evolve };
export const registerCommand = commandOn(register, { idField: 'register' });

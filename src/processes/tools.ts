import type { Lookups } from '#commands/handling/command.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Process, ProcessTools } from '#projections/daemon/process.ts';

/** What processes here may use besides the engine's tools: the same foreign facts that commands may ask for. */
export type Tools = ProcessTools & { lookup: Lookups };
export type AnyProcess = Process<AnyEvent['type'], Tools>;

import type { Lookups } from '#commands/handling/command.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Process, ProcessTools } from '#projections/daemon/process.ts';
import type { ChannelsOf } from './notices/contacts.ts';

/** What processes here may use besides the engine's tools: the same foreign facts that commands may ask for, and on what ways a party is told. */
export type Tools = ProcessTools & { lookup: Lookups; channelsOf: ChannelsOf };
export type AnyProcess = Process<AnyEvent['type'], Tools>;

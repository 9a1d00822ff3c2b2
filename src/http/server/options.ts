import type { FastifyInstance } from 'fastify';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { AnyCommand } from '#commands/handling/command.ts';
import type { Execute } from '#commands/handling/receipt.ts';
import type { ProjectionStatus } from '#domain/projectionStatus.ts';
import type { Settings } from '#domain/settings.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Position, Recorded, RecordedEvent } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import type { PersonalData } from '#events/store/personalData.ts';
import type { SealDatabase } from '#seal/database.ts';
import type { Policy } from '#verifier/policy.js';
import type { AccessTable } from './authentication.ts';
import type { Issuer } from './issuers.ts';
import type { Metrics } from './metrics.ts';
import type { RecordRead, RecordSearch } from './personalReading.ts';
import type { Query, QueryTools } from './query.ts';

/**
 * Waits until the projections have seen `position`, at most `timeoutMs`. Gives what all have seen, whether so, and where
 * each of them stands: as long as that stays, so do its rows.
 */
export type WaitForPosition = (
  projections: readonly string[],
  position: Position,
  timeoutMs: number,
) => Promise<{ position: Position; reached: boolean; positions?: readonly Position[] }>;

/** What every process answers about itself, whatever its roles. */
export type OperationsOptions = {
  log: Logger;
  store: EventStore;
  // `any`: each queries.ts states its own tables
  db: Kysely<any>;
  projectionStatus: () => Promise<readonly ProjectionStatus[]>;
  /** Whether every role of this process has started. */
  rolesReady: () => boolean;
  metrics: Metrics;
};

/** Names of resources by stream category, where adding an s does not make them. */
export type Plurals = Readonly<Record<string, string>>;

/** What is mounted, and for whom. */
export type Api = {
  /** Who may do what: each command, query and feed has its row. */
  access: AccessTable;
  commands: readonly AnyCommand[];
  plurals: Plurals;
  queries: readonly Query[];
  /** What is neither a command nor a query in JSON: each mounts its own routes. */
  others: readonly ((server: FastifyInstance, options: ServerOptions & { limits: Limits }) => void)[];
};

/** What the HTTP side of Motcua is made of. */
export type ServerOptions = OperationsOptions &
  Api & {
    execute: Execute;
    personalData: PersonalData;
    recordRead: RecordRead;
    recordSearch: RecordSearch;
    decode: (event: RecordedEvent) => Recorded<AnyEvent>;
    settings: Settings;
    mailbox?: NonNullable<QueryTools['mailbox']>;
    waitForPosition: WaitForPosition;
    /** Now, as a UTC instant with milliseconds. */
    clock: () => string;
    issuer: Issuer;
    /** The seal of the log; absent where the log is not sealed. `policy`: whose witnesses proofs should carry. */
    seal?: SealDatabase;
    policy?: Policy;
    /** The `.tlog-proof` of an event, waited for a moment where it was just recorded; undefined while it is not sealed. */
    proofOf?: (event: RecordedEvent) => Promise<string | undefined>;
    /** `source` of every event in the feeds: names this installation; `urn:motcua` when absent. */
    eventSource?: string;
    limits?: Partial<Limits>;
    /** How answers of a schema are written; without it as they are. Tests check them here. */
    writeAnswer?: (schema: z.ZodType) => (answer: unknown) => string;
    /** As Fastify's `trustProxy`: whose `X-Forwarded-For` to believe. */
    trustProxy?: boolean | string;
  };

export const defaultLimits = {
  bodyBytes: 1_048_576,
  /** How long a request may take to arrive. */
  requestMs: 30_000,
  /** Requests per minute of one token subject, or of one address without a token. */
  requestsPerMinute: 3_000,
  /** How long `?after=` waits. */
  waitMs: 2_000,
  /** Open event streams of one token subject. */
  streamsPerSubject: 10,
  /** Files (CSV, XLSX, PDF) that one token subject is sent at a time. */
  exportsPerSubject: 4,
  /** Silence on an event stream before a heartbeat. */
  heartbeatMs: 15_000,
  /** How long a reader may leave an answer unread before it is ended, an event stream or any other. */
  stalledReaderMs: 30_000,
};
export type Limits = typeof defaultLimits;

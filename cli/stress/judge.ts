import type pg from 'pg';
import { type NewEvent, type Position, type RecordedEvent, START } from '#events/store/event.ts';
import type { Appended } from '#events/store/eventStore.ts';

/** A growing array of numbers by position or revision; 0 where nothing was noted. */
class Notes {
  #values = new Uint32Array(1024);
  at(place: number): number {
    return this.#values[place] ?? 0;
  }
  note(place: number, value: number): void {
    if (place >= this.#values.length) {
      const larger = new Uint32Array(Math.max(place + 1, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[place] = value;
  }
}

/** The first 32 bits of an id: enough to tell events apart. */
const mark = (id: string): number => Number.parseInt(id.slice(0, 8), 16) || 1;

type Fate = 'lost' | 'doubled' | 'reordered' | 'vanished';
export type Judge = { fault: (fate: Fate, what: string) => void; did: (act: string) => void };
export type Append = { stream: string; events: NewEvent[] };
/** What tells an event from every other. */
type Seen = Pick<RecordedEvent, 'position' | 'stream' | 'revision' | 'id'>;

/** Records which events the log has acknowledged, and which positions it must never show. */
export const createLedger = ({ fault, did }: Judge) => {
  const streams = new Map<string, Notes>();
  let acknowledged = 0;
  const undone = new Notes();
  return {
    acknowledge({ stream, events }: { stream: string; events: readonly Pick<NewEvent, 'id'>[] }, { revision }: Pick<Appended, 'revision'>) {
      const notes = streams.get(stream) ?? new Notes();
      streams.set(stream, notes);
      for (const [n, { id }] of events.entries()) {
        const place = revision - events.length + 1 + n;
        if (notes.at(place) !== 0) fault('doubled', `${stream} ${place} was acknowledged twice`);
        notes.note(place, mark(id));
        acknowledged++;
      }
    },
    undo(positions: readonly number[], how: 'rolledBack' | 'killed') {
      for (const position of positions) undone.note(position, how === 'killed' ? 2 : 1);
      did(how === 'killed' ? 'killed before the commit' : 'rolled back');
    },
    isAcknowledged: ({ stream, revision, id }: Pick<RecordedEvent, 'stream' | 'revision' | 'id'>) =>
      streams.get(stream)?.at(revision) === mark(id),
    howUndone: (position: number) => (['withStoreConnection', 'rolledBack', 'killed'] as const)[undone.at(position)],
    get acknowledged() {
      return acknowledged;
    },
  };
};
export type Ledger = ReturnType<typeof createLedger>;

/** Records what one reader is given, and reports at once what breaks the promised order. */
export const createWitness = (name: string, { fault }: Judge) => {
  const seen = new Notes();
  const revisions = new Map<string, number>();
  let last: Position = START;
  let count = 0;
  return {
    name,
    next: START,
    take(events: readonly Seen[]) {
      for (const { position, stream, revision, id } of events) {
        count++;
        if (seen.at(position) !== 0) fault('doubled', `${name} was given position ${position} twice`);
        else if (position <= last) fault('reordered', `${name} was given position ${position} after ${last}`);
        const due = (revisions.get(stream) ?? -1) + 1;
        if (revision !== due) fault('reordered', `${name} was given ${stream} ${revision} when ${due} was due`);
        seen.note(position, mark(id));
        revisions.set(stream, revision);
        last = position;
      }
    },
    saw: (position: number, id: string) => seen.at(position) === mark(id),
    get count() {
      return count;
    },
  };
};
export type Witness = ReturnType<typeof createWitness>;

/** Compares the log at the end, position by position, with what was acknowledged and what every reader was given. */
export const compare = async (owner: pg.Client, ledger: Ledger, witnesses: readonly Witness[], { fault }: Judge) => {
  const gaps = { positions: 0, rolledBack: 0, killed: 0, withStoreConnection: 0, unexplained: 0 };
  const { rows: proofs } = await owner.query<{
    from: number;
    to: number;
    evidence: { holdersWhenSeen: string[]; holdersWhenProved: string[] };
  }>(`select "from"::int, "to"::int, evidence from es.gaps order by 1`);
  let proof = 0;
  const explain = (position: number) => {
    while ((proofs[proof]?.to ?? Number.POSITIVE_INFINITY) < position) proof++;
    const { from, evidence } = proofs[proof] ?? { from: Number.POSITIVE_INFINITY, evidence: undefined };
    const proved = from <= position && !evidence?.holdersWhenSeen.some((holder) => evidence.holdersWhenProved.includes(holder));
    gaps.positions++;
    if (proved) gaps[ledger.howUndone(position) ?? 'withStoreConnection']++;
    else gaps.unexplained++;
  };

  let events = 0;
  for (let last = 0; ; ) {
    const { rows } = await owner.query<{ position: number; stream: string; revision: number; id: string; type: string }>(
      'select position::int, stream, revision::int, id, type from es.events where position > $1 order by position limit 10000',
      [last],
    );
    for (const row of rows) {
      while (++last < row.position) explain(last);
      events++;
      if (row.type === 'Undone') fault('vanished', `${row.stream} ${row.revision} is there although it was rolled back`);
      else if (!ledger.isAcknowledged(row)) fault('doubled', `${row.stream} ${row.revision} is there although nobody was told`);
      for (const witness of witnesses)
        if (!witness.saw(row.position, row.id)) fault('lost', `${witness.name} was not given position ${row.position}`);
    }
    if (rows.length === 0) break;
  }
  if (events < ledger.acknowledged) fault('lost', `${ledger.acknowledged} events were acknowledged, ${events} are there`);
  for (const witness of witnesses)
    if (witness.count > events) fault('vanished', `${witness.name} was given ${witness.count} events, ${events} are there`);
  return { events, gaps };
};

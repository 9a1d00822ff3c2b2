-- Replaces: 001-log.sql, 002-taking-over.sql, 003-prepared-transactions.sql, 004-streams-without-rows.sql
-- The log. What is written here stays: no role, not even the owner, updates or deletes events while the triggers stand,
-- and the application's role (motcua_log) reads tables and calls functions, nothing else.

create schema es;

-- Identity of this history. A restore begins a new epoch (es.begin_epoch), so that cursors given out before it are told apart.
create table es.store (
  store_id uuid not null default gen_random_uuid(),
  epoch integer not null default 1,
  one boolean primary key default true check (one)
);
insert into es.store default values;

create sequence es.positions as bigint start 1 cache 1 no cycle;

-- `part` of `parts`: place in its append, from 0; an append is repeated only as a whole. Both are null for events taken over from another
-- home of the log: where their append began and ended is not known here, and a repeat is recognised by its ids, in their order.
-- `data` and `meta` keep the bytes as written.
create table es.events (
  position bigint primary key,
  revision bigint not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  id uuid not null,
  schema_version integer not null,
  part smallint,
  parts smallint,
  stream text collate "C" not null,
  type text collate "C" not null,
  data json not null,
  meta json not null,
  check (position > 0 and revision >= part and part between 0 and parts - 1),
  constraint events_stream_revision unique (stream, revision),
  constraint events_id unique (id)
) with (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
create index events_recorded_at on es.events using brin (recorded_at);

-- Every position up to here is an event or a proven gap.
create table es.high_water (
  position bigint not null,
  one boolean primary key default true check (one)
);
insert into es.high_water (position) values (0);

-- Positions that were drawn and never committed, with the proof.
create table es.gaps (
  "from" bigint primary key,
  "to" bigint not null,
  first_seen timestamptz not null,
  proved_dead_at timestamptz not null default clock_timestamp(),
  evidence json not null,
  check ("to" >= "from")
);

create function es.refuse() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% of %.% is refused: the log is append-only', tg_op, tg_table_schema, tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger append_only before update or delete or truncate on es.events for each statement execute function es.refuse();
create trigger append_only before update or delete or truncate on es.gaps for each statement execute function es.refuse();

-- The lock of a stream: 64 bits of a hash of its name. Two streams that share a lock wait for each other, and nothing else.
create function es.lock_of(p_stream text) returns bigint language sql immutable parallel safe
return hashtextextended(p_stream, 0);

create type es.answers as (outcomes text[], revisions bigint[], positions bigint[], event_ids uuid[]);

-- Appends of many callers, committed together. p_streams: the streams they go to, each once; the appends, in order: number of the stream
-- (from 1), expected revision (-1: the stream has no events, -2: any), number of events; the events, flat, in order: number of the append
-- (from 1), place in it (from 0) and what is stored. No id may be there twice: a repeat travels in a later group.
-- outcomes, one per append in their order (null: all are ok), and with each:
--   ok        revision and position of its last event
--   conflict  revision = where the stream stands (-1: it has no events)
--   repeated  revision and position of the first time
--   reused    event_id = an id that another append already used
-- Whether ids are known already is looked up where a revision does not fit, and everywhere when p_doubted. A known id in an append that fits
-- fails the whole group on events_id: the caller repeats it with p_doubted. So appends that are no repeats do not pay for those that are.
-- A stream is locked by its name, and where it stands is read from its events: no row per stream is written with every append.
create function es.append(
  p_streams text[], p_targets integer[], p_expected bigint[], p_parts integer[],
  p_owners integer[], p_places integer[], p_ids uuid[], p_types text[], p_schema_versions integer[],
  p_occurred timestamptz[], p_data json[], p_meta json[], p_doubted boolean
) returns es.answers
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- Plans are made once and must suit a log of any size, whatever the statistics say while it is still small.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  -- Before any position is drawn: a reader that sees a hole waits for the holders of this lock (es.appenders).
  v_lock constant text := pg_advisory_xact_lock_shared(20250701, 1);
  -- Where each stream stands, moved on append by append.
  v_actual bigint[];
  -- Revision of an append's first event; -1 when it is not accepted.
  v_first bigint[] := p_expected;
  -- Some of the ids are in the log; null: not looked up yet.
  v_known boolean;
  v_fits boolean;
  v_ids uuid[];
  v_before record;
  v_appended es.answers;
  v_accepted integer := 0;
  v_answers es.answers;
begin
  -- Always in the same order, so that groups never wait for each other in a circle.
  perform pg_advisory_xact_lock(o.lock) from (select es.lock_of(s) as lock from unnest(p_streams) s order by 1) o;
  -- After the locks, in a fresh snapshot: whoever held them before us is visible now, because a commit is before its locks are released.
  v_actual := array(
    select coalesce((select e.revision from es.events e where e.stream = s.stream collate "C" order by e.revision desc limit 1), -1)
    from unnest(p_streams) with ordinality s (stream, n) order by s.n);

  for i in 1 .. cardinality(p_targets) loop
    v_fits := p_expected[i] = -2 or p_expected[i] = v_actual[p_targets[i]];
    if v_known is not true and v_fits and not p_doubted then
      v_first[i] := v_actual[p_targets[i]] + 1;
      v_actual[p_targets[i]] := v_first[i] + p_parts[i] - 1;
      continue;
    end if;

    v_known := coalesce(v_known, exists (select from es.events e where e.id = any (p_ids)));
    if v_answers.outcomes is null then
      v_answers := (array_fill('ok'::text, array[cardinality(p_targets)]), p_expected, array_fill(null::bigint, array[cardinality(p_targets)]),
                    array_fill(null::uuid, array[cardinality(p_targets)]));
    end if;
    if v_known then
      v_ids := array(select e.id from unnest(p_owners, p_ids, p_places) e (owner, id, place) where e.owner = i order by e.place);
      -- Of events taken over from another home it is not known where their append began and ended.
      select count(*) as seen,
             count(*) filter (where e.stream = p_streams[p_targets[i]] and coalesce(e.parts = p_parts[i] and e.part = e.place, true)) as same,
             min(e.revision - e.place) as lowest, max(e.revision - e.place) as highest,
             max(e.revision) as revision, max(e.position) as "position", (array_agg(e.id))[1] as id
        into v_before
        from (select e.*, array_position(v_ids, e.id) - 1 as place from es.events e where e.id = any (v_ids)) e;
      if v_before.seen > 0 then
        v_first[i] := -1;
        if v_before.same = p_parts[i] and v_before.lowest = v_before.highest then
          v_answers.outcomes[i] := 'repeated';
          v_answers.revisions[i] := v_before.revision;
          v_answers.positions[i] := v_before.position;
        else
          v_answers.outcomes[i] := 'reused';
          v_answers.event_ids[i] := v_before.id;
        end if;
        continue;
      end if;
    end if;
    if v_fits then
      v_first[i] := v_actual[p_targets[i]] + 1;
      v_actual[p_targets[i]] := v_first[i] + p_parts[i] - 1;
    else
      v_first[i] := -1;
      v_answers.outcomes[i] := 'conflict';
      v_answers.revisions[i] := v_actual[p_targets[i]];
    end if;
  end loop;

  -- Positions are drawn here, after the locks on the streams and in order, so that they rise with the revision.
  -- Arrays side by side in one select list are read in step, row by row; in the from clause each would be written out first.
  with appended as (
    insert into es.events (position, stream, revision, part, parts, id, type, schema_version, occurred_at, data, meta)
      select nextval('es.positions'), p_streams[p_targets[e.owner]], v_first[e.owner] + e.place, e.place, p_parts[e.owner],
             e.id, e.type, e.schema_version, e.occurred_at, e.data, e.meta
      from (select unnest(p_owners) as owner, unnest(p_places) as place, unnest(p_ids) as id, unnest(p_types) as type,
                   unnest(p_schema_versions) as schema_version, unnest(p_occurred) as occurred_at, unnest(p_data) as data, unnest(p_meta) as meta) e
      where v_first[e.owner] >= 0
      returning events.position, events.revision, events.part, events.parts
  )
  select null::text[], array_agg(a.revision order by a.position), array_agg(a.position order by a.position), null::uuid[]
    into v_appended from appended a where a.part = a.parts - 1;
  if v_answers.outcomes is null then
    return v_appended;
  end if;
  for i in 1 .. cardinality(p_targets) loop
    continue when v_first[i] < 0;
    v_accepted := v_accepted + 1;
    v_answers.revisions[i] := v_appended.revisions[v_accepted];
    v_answers.positions[i] := v_appended.positions[v_accepted];
  end loop;
  return v_answers;
end $$;

-- Transactions that hold, or may hold, a position not yet committed: the holders of the appenders' lock.
-- By virtual transaction, because prepared ones have no process.
create function es.appenders() returns text[]
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct l.virtualtransaction), '{}') from pg_locks l
  where l.locktype = 'advisory' and l.classid = 20250701 and l.objid = 1 and l.objsubid = 2 and l.granted
    and l.database = (select d.oid from pg_database d where d.datname = current_database())
$$;

-- Records that positions p_from..p_to will never be: everyone who held the appenders' lock when the hole was seen (p_holders) has gone,
-- and after that, in a fresh snapshot, nothing is there although the position behind is. A commit is visible before its locks are released,
-- so nothing can still come. False: not proved (yet). Time plays no part in it.
-- An append in a prepared transaction outlives a restart of the server, and with it the name under which it held the lock: from then on its
-- virtual transaction is -1/<xid>. Such a holder may own any hole, whoever was seen before.
create function es.prove_gap(p_from bigint, p_to bigint, p_holders text[], p_first_seen timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_remaining constant text[] := es.appenders();
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'a proof needs a fresh snapshot: read committed only' using errcode = 'invalid_transaction_state';
  end if;
  if v_remaining && p_holders or exists (select from unnest(v_remaining) h where h like '-1/%') then
    return false;
  end if;
  if exists (select from es.events e where e.position between p_from and p_to)
    or not exists (select from es.events e where e.position = p_to + 1) then
    return false;
  end if;
  insert into es.gaps ("from", "to", first_seen, evidence)
    values (p_from, p_to, p_first_seen, json_build_object(
      'behind', p_to + 1, 'holdersWhenSeen', p_holders, 'holdersWhenProved', v_remaining,
      'rule', 'no holder of the appenders'' lock from when the hole was seen remained, and a later snapshot had no event there'))
    on conflict ("from") do nothing;
  return true;
end $$;

-- Raises the mark below which readers need no proof, after checking that every position up to it is an event or a recorded gap.
create function es.raise_high_water(p_position bigint) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_mark constant bigint := (select h.position from es.high_water h);
  v_there bigint;
begin
  if p_position <= v_mark then
    return;
  end if;
  select (select count(*) from es.events e where e.position > v_mark and e.position <= p_position)
       + (select coalesce(sum(g."to" - g."from" + 1), 0) from es.gaps g where g."from" > v_mark and g."to" <= p_position)
    into v_there;
  if v_there <> p_position - v_mark then
    raise exception 'high water % is not proven: % of % positions after %', p_position, v_there, p_position - v_mark, v_mark;
  end if;
  update es.high_water h set position = p_position where h.position < p_position;
end $$;

-- For the operator (owner), after a restore: cursors given out before are told apart from now on.
create function es.begin_epoch() returns integer
language sql set search_path = pg_catalog, pg_temp as $$
  update es.store set epoch = epoch + 1 returning epoch
$$;

-- For the operator (owner): takes over what follows in another log, as it is there. Positions are given anew, one after the other.
-- p_last: where this log ends; anything else means that somebody else writes to it. Answers where it ends now.
create function es.take_over(
  p_last bigint, p_streams text[], p_revisions bigint[], p_ids uuid[], p_types text[], p_schema_versions integer[],
  p_occurred timestamptz[], p_recorded timestamptz[], p_data json[], p_meta json[]
) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  v_last bigint;
  v_broken text;
begin
  -- Alone: no append draws a position meanwhile, so that none of these can become a hole. Readers take it for an appender (es.appenders).
  perform pg_advisory_xact_lock(20250701, 1);
  v_last := coalesce((select max(e.position) from es.events e), 0);
  if v_last <> p_last then
    raise exception 'the log ends at %, not at %: somebody else writes to it', v_last, p_last using errcode = 'object_in_use';
  end if;

  select min(g.stream) into v_broken
    from (
      select q.stream collate "C" as stream, min(q.revision) as first, max(q.revision) as last, count(*) as events
      from unnest(p_streams, p_revisions) q (stream, revision) group by 1
    ) g
    where g.last <> g.first + g.events - 1
       or g.first <> 1 + coalesce((select e.revision from es.events e where e.stream = g.stream order by e.revision desc limit 1), -1);
  if v_broken is not null then
    raise exception 'the revisions of % do not follow one another', v_broken using errcode = 'data_exception';
  end if;

  insert into es.events (position, stream, revision, id, type, schema_version, occurred_at, recorded_at, data, meta)
    select p_last + e.n, e.stream, e.revision, e.id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.data, e.meta
    from unnest(p_streams, p_revisions, p_ids, p_types, p_schema_versions, p_occurred, p_recorded, p_data, p_meta) with ordinality
         e (stream, revision, id, type, schema_version, occurred_at, recorded_at, data, meta, n)
    order by e.n;

  -- Before the commit: a sequence that is too far ahead makes a gap that can be proved, one too far behind would give a position twice.
  v_last := p_last + cardinality(p_ids);
  perform setval('es.positions', v_last);
  return v_last;
end $$;

revoke all on all functions in schema es from public;
grant usage on schema es to motcua_log;
grant select on all tables in schema es to motcua_log;
grant execute on function es.append, es.appenders, es.prove_gap, es.raise_high_water to motcua_log;

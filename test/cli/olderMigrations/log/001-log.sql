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

-- One hot row per stream: the lock appenders queue at. Revision -1: only conflicts so far, no event.
create table es.streams (
  stream text collate "C" primary key,
  revision bigint not null
) with (fillfactor = 85);

create sequence es.positions as bigint start 1 cache 1 no cycle;

-- `part` of `parts`: place in its append, from 0; an append is repeated only as a whole. `data` and `meta` keep the bytes as written.
create table es.events (
  position bigint primary key,
  revision bigint not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  id uuid not null,
  schema_version integer not null,
  part smallint not null,
  parts smallint not null,
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
create trigger append_only before delete or truncate on es.streams for each statement execute function es.refuse();

-- Appends of many callers, committed together; one row per append, in their order:
--   ok        revision and position of its last event
--   conflict  revision = where the stream stands (-1: it has no events)
--   repeated  revision and position of the first time
--   reused    event_id = an id that another append already used
-- expected: a revision, -1 for "has no events", -2 for any. Events are given flat: owner = number of their append (from 1), in
-- order, place = place in it (from 0). No id may be there twice: a repeat travels in a later group.
create function es.append(
  p_streams text[], p_expected bigint[], p_parts integer[],
  p_owners integer[], p_places integer[], p_ids uuid[], p_types text[], p_schema_versions integer[],
  p_occurred timestamptz[], p_data json[], p_meta json[]
) returns table (outcome text, revision bigint, "position" bigint, event_id uuid)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- Plans are made once and must suit a log of any size, whatever the statistics say while it is still small.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = off as $$
declare
  -- Before any position is drawn: a reader that sees a hole waits for the holders of this lock (es.appenders).
  v_lock constant text := pg_advisory_xact_lock_shared(20250701, 1);
  v_count constant integer := cardinality(p_streams);
  v_outcomes text[] := array_fill('ok'::text, array[v_count]);
  v_revisions bigint[] := array_fill(null::bigint, array[v_count]);
  v_positions bigint[] := array_fill(null::bigint, array[v_count]);
  v_reused uuid[] := array_fill(null::uuid, array[v_count]);
  -- Revision of an accepted append's first event; -1 when it is not accepted.
  v_first bigint[] := array_fill(-1::bigint, array[v_count]);
  v_known boolean;
  v_stream text;
  v_actual bigint;
  v_granted bigint;
  v_owner integer := 0;
  v_ids uuid[];
  v_before record;
  v_appended record;
  a record;
begin
  -- Every stream of the group is locked, in order of name, so that groups never wait for each other in a circle, and moved on
  -- as if all its appends were accepted; where one is not, the stream is set right below.
  for a in
    with granted as (
      insert into es.streams as s (stream, revision)
        select q.stream collate "C", sum(q.parts) - 1 from unnest(p_streams, p_parts) q (stream, parts) group by 1 order by 1
        on conflict (stream) do update set revision = s.revision + excluded.revision + 1
        returning s.stream, s.revision
    )
    select q.stream, q.n, q.expected, q.parts, g.revision as granted,
           g.revision - sum(q.parts) over (partition by q.stream collate "C") as revision
    from unnest(p_streams, p_expected, p_parts) with ordinality q (stream, expected, parts, n)
    join granted g on g.stream = q.stream collate "C"
    order by q.stream collate "C", q.n
  loop
    -- Once, after the locks: whoever held them before us is visible now.
    if v_known is null then
      v_known := exists (select from es.events e where e.id = any (p_ids));
    end if;
    if a.stream is distinct from v_stream then
      if v_actual <> v_granted then
        update es.streams s set revision = v_actual where s.stream = v_stream;
      end if;
      v_stream := a.stream;
      v_actual := a.revision;
      v_granted := a.granted;
    end if;

    if v_known then
      v_ids := array(select e.id from unnest(p_owners, p_ids, p_places) e (owner, id, place) where e.owner = a.n order by e.place);
      select count(*) as seen, count(*) filter (where e.stream = a.stream and e.parts = a.parts and e.id = v_ids[e.part + 1]) as same,
             min(e.revision - e.part) as lowest, max(e.revision - e.part) as highest,
             max(e.revision) as revision, max(e.position) as "position", (array_agg(e.id))[1] as id
        into v_before from es.events e where e.id = any (v_ids);
      if v_before.seen > 0 then
        if v_before.same = a.parts and v_before.lowest = v_before.highest then
          v_outcomes[a.n] := 'repeated';
          v_revisions[a.n] := v_before.revision;
          v_positions[a.n] := v_before.position;
        else
          v_outcomes[a.n] := 'reused';
          v_reused[a.n] := v_before.id;
        end if;
        continue;
      end if;
    end if;

    if a.expected not in (-2, v_actual) then
      v_outcomes[a.n] := 'conflict';
      v_revisions[a.n] := v_actual;
      continue;
    end if;
    v_first[a.n] := v_actual + 1;
    v_actual := v_actual + a.parts;
    v_revisions[a.n] := v_actual;
  end loop;
  if v_actual <> v_granted then
    update es.streams s set revision = v_actual where s.stream = v_stream;
  end if;

  -- Positions are drawn here, after the locks on the streams and in order, so that they rise with the revision.
  for v_appended in
    insert into es.events (position, stream, revision, part, parts, id, type, schema_version, occurred_at, data, meta)
      select nextval('es.positions'), p_streams[o.owner], v_first[o.owner] + o.place, o.place, p_parts[o.owner],
             o.id, o.type, o.schema_version, o.occurred_at, o.data, o.meta
      from (
        select e.owner, e.place, e.id, e.type, e.schema_version, e.occurred_at, e.data, e.meta
        from unnest(p_owners, p_places, p_ids, p_types, p_schema_versions, p_occurred, p_data, p_meta) with ordinality
             e (owner, place, id, type, schema_version, occurred_at, data, meta, n)
        where v_first[e.owner] >= 0
        order by e.n
      ) o
      returning events.position, events.part, events.parts
  loop
    continue when v_appended.part < v_appended.parts - 1;
    loop
      v_owner := v_owner + 1;
      exit when v_first[v_owner] >= 0;
    end loop;
    v_positions[v_owner] := v_appended.position;
  end loop;

  for v_owner in 1 .. v_count loop
    outcome := v_outcomes[v_owner];
    revision := v_revisions[v_owner];
    "position" := v_positions[v_owner];
    event_id := v_reused[v_owner];
    return next;
  end loop;
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
create function es.prove_gap(p_from bigint, p_to bigint, p_holders text[], p_first_seen timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_remaining constant text[] := es.appenders();
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'a proof needs a fresh snapshot: read committed only' using errcode = 'invalid_transaction_state';
  end if;
  if v_remaining && p_holders then
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

revoke all on all functions in schema es from public;
grant usage on schema es to motcua_log;
grant select on all tables in schema es to motcua_log;
grant execute on function es.append, es.appenders, es.prove_gap, es.raise_high_water to motcua_log;

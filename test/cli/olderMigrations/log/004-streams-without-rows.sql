-- A stream is locked by its name and where it stands is read from its events: no row per stream is written with every append.
-- 64 bits of hash: two streams that share a lock wait for each other, and nothing else.
create function es.lock_of(p_stream text) returns bigint language sql immutable parallel safe
return hashtextextended(p_stream, 0);

drop function es.append, es.take_over;
drop table es.streams;

create type es.answers as (outcomes text[], revisions bigint[], positions bigint[], event_ids uuid[]);

-- Appends of many callers, committed together. p_streams: the streams they go to, each once; the appends, in order: number of the stream
-- (from 1), expected revision (-1: the stream has no events, -2: any), number of events; the events, flat, in order: number of the append
-- (from 1), place in it (from 0) and what is stored. No id may be there twice: a repeat travels in a later group.
-- outcomes, one per append in their order (null: all are ok), and with each:
--   ok        revision and position of its last event
--   conflict  revision = where the stream stands (-1: it has no events)
--   repeated  revision and position of the first time
--   reused    event_id = an id that another append already used
-- Whether ids are known already is looked up where a revision does not fit, and everywhere when p_doubted. A known id in an append that fits fails the
-- whole group on events_id: it is to be asked again, doubted. So the many appends that are no repeats do not pay for the few that are.
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

revoke all on function es.append, es.take_over, es.lock_of from public;
grant execute on function es.append to motcua_log;

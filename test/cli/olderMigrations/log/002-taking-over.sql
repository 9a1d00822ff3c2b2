-- Events taken over from another home of the log. Where an append began and ended there is not known here: `part` and `parts` are null,
-- and a repeat of it is recognised by its ids alone, in their order, one after the other.
alter table es.events alter part drop not null, alter parts drop not null;

-- For the operator (owner): takes over what follows in another log, as it is there. Positions are given anew, one after the other.
-- p_last: where this log ends; anything else means that somebody else writes to it. Answers where it ends now.
create function es.take_over(
  p_last bigint, p_streams text[], p_revisions bigint[], p_ids uuid[], p_types text[], p_schema_versions integer[],
  p_occurred timestamptz[], p_recorded timestamptz[], p_data json[], p_meta json[]
) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
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
    ) g left join es.streams s on s.stream = g.stream
    where g.first <> coalesce(s.revision, -1) + 1 or g.last <> g.first + g.events - 1;
  if v_broken is not null then
    raise exception 'the revisions of % do not follow one another', v_broken using errcode = 'data_exception';
  end if;
  insert into es.streams (stream, revision)
    select q.stream collate "C", max(q.revision) from unnest(p_streams, p_revisions) q (stream, revision) group by 1
    on conflict (stream) do update set revision = excluded.revision;

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
revoke all on function es.take_over from public;

-- As before, but for `part` and `parts` that may be null.
create or replace function es.append(
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
      select count(*) as seen,
             count(*) filter (where e.stream = a.stream and coalesce(e.parts = a.parts and e.part = e.place, true)) as same,
             min(e.revision - e.place) as lowest, max(e.revision - e.place) as highest,
             max(e.revision) as revision, max(e.position) as "position", (array_agg(e.id))[1] as id
        into v_before
        from (select e.*, array_position(v_ids, e.id) - 1 as place from es.events e where e.id = any (v_ids)) e;
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

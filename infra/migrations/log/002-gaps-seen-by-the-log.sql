-- Gaps are proved by what the log itself saw. Until now es.prove_gap believed the list of holders its caller handed over: whoever has the
-- application's password could have hidden an event from every reader.

-- Holes that were seen and could not be proved at once, with who held the appenders' lock then. Every position up to "to" had been drawn
-- by that time: only those holders can still fill one. Unlogged, because what was seen before a crash says nothing after it.
create unlogged table es.suspected_gaps (
  "from" bigint primary key,
  "to" bigint not null,
  holders text[] not null,
  first_seen timestamptz not null default clock_timestamp(),
  check ("to" >= "from")
);
grant select on es.suspected_gaps to motcua_log;

-- Records that positions p_from..p_to will never be: everyone who held the appenders' lock when the log saw the hole has gone, and after
-- that, in a fresh snapshot, nothing is there although the position behind is. A commit is visible before its locks are released, so nothing
-- can still come. False: not proved (yet). Time plays no part in it, nor does anything that the caller says: the first call sees the hole,
-- with all that follow it up to the end of the log, and this or a later call proves it.
-- An append in a prepared transaction outlives a restart of the server, and with it the name under which it held the lock: from then on its
-- virtual transaction is -1/<xid>. Such a holder may own any hole, whoever was seen before.
create function es.prove_gap(p_from bigint, p_to bigint) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_seen es.suspected_gaps;
  v_known boolean;
  v_remaining text[];
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'a proof needs a fresh snapshot: read committed only' using errcode = 'invalid_transaction_state';
  end if;
  select s.* into v_seen from es.suspected_gaps s where s."from" <= p_from and s."to" >= p_to order by s.first_seen limit 1;
  v_known := found;
  if not v_known then
    -- The end first, then the holders: whoever drew a position before the end holds the lock until it is decided.
    v_seen."from" := p_from;
    v_seen."to" := (select max(e.position) - 1 from es.events e);
    v_seen.first_seen := clock_timestamp();
    v_seen.holders := es.appenders();
    if v_seen."to" is null or v_seen."to" < p_to then
      return false;
    end if;
  end if;

  v_remaining := es.appenders();
  if v_remaining && v_seen.holders or exists (select from unnest(v_remaining) h where h like '-1/%') then
    if not v_known then
      insert into es.suspected_gaps values (v_seen.*)
        on conflict ("from") do update set "to" = excluded."to", holders = excluded.holders, first_seen = excluded.first_seen
        where suspected_gaps."to" < excluded."to";
    end if;
    return false;
  end if;
  if exists (select from es.events e where e.position between p_from and p_to)
    or not exists (select from es.events e where e.position = p_to + 1) then
    return false;
  end if;
  insert into es.gaps ("from", "to", first_seen, evidence)
    values (p_from, p_to, v_seen.first_seen, json_build_object(
      'behind', p_to + 1, 'holdersWhenSeen', v_seen.holders, 'holdersWhenProved', v_remaining,
      'rule', 'no holder of the appenders'' lock from when the hole was seen remained, and a later snapshot had no event there'))
    on conflict ("from") do nothing;
  return true;
end $$;

-- As processes of the build before call it, while they run beside this one: what they hand over is not believed.
create or replace function es.prove_gap(p_from bigint, p_to bigint, p_holders text[], p_first_seen timestamptz) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select es.prove_gap(p_from, p_to)
$$;

-- As before, and what was suspected below the mark is forgotten: every hole there is decided.
create or replace function es.raise_high_water(p_position bigint) returns void
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
  delete from es.suspected_gaps s where s."to" <= p_position;
end $$;

revoke all on function es.prove_gap(bigint, bigint) from public;
grant execute on function es.prove_gap(bigint, bigint) to motcua_log;

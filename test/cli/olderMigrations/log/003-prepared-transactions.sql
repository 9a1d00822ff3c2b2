-- An append in a prepared transaction outlives a restart of the server, and with it the name under which it was seen to hold the
-- appenders' lock: from then on its virtual transaction is -1/<xid>. Such a holder may own any hole, whoever was seen before.
create or replace function es.prove_gap(p_from bigint, p_to bigint, p_holders text[], p_first_seen timestamptz) returns boolean
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

-- The keys of personal data. This database is kept, and backed up, apart from the log: whoever has only one of the two can read nothing.
create schema keys;

-- One row per stream that bears personal data. After the erasure the row stays without its key, so that the stream never gets another one.
create table keys.subject_keys (
  stream     text primary key,
  wrapped    bytea,
  master     text,
  created_at timestamptz not null default now(),
  erased_at  timestamptz,
  check ((wrapped is null) = (master is null)),
  check ((wrapped is null) = (erased_at is not null))
)
-- Old versions of a row hold its key until they are vacuumed: vacuum early.
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);

-- Keyed hashes of values that must be found.
create table keys.lookups (
  kind   text not null,
  hash   bytea not null,
  stream text not null references keys.subject_keys,
  primary key (kind, hash, stream)
)
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);
create index lookups_by_stream on keys.lookups (stream);

-- The key of those hashes: one for all, so that a value is found again after the master key was rotated.
create table keys.lookup_key (
  single  boolean primary key default true check (single),
  wrapped bytea not null,
  master  text not null
);

create function keys.keep_erased() returns trigger language plpgsql as $$
begin
  raise exception 'the erasure of % is final', old.stream using errcode = 'restrict_violation';
end $$;
create trigger erasure_is_final before update on keys.subject_keys
  for each row when (old.erased_at is not null) execute function keys.keep_erased();
create trigger rows_stay before delete on keys.subject_keys
  for each row execute function keys.keep_erased();

-- Gives each stream the key proposed for it unless it has one or had one, notes lookups, and answers with the keys (none: erased).
-- Several statements, each with its own snapshot: the last one sees keys that others committed meanwhile. Locks are taken in order of stream.
create function keys.take(streams text[], proposed bytea[], proposed_under text, kinds text[], hashes bytea[], bearers text[])
returns table (stream text, wrapped bytea, master text) language plpgsql
-- A plan made while the table was small is kept by the session: it must be right for a large one.
set enable_seqscan = off as $$
declare
  alive text[];
begin
  insert into keys.subject_keys as k (stream, wrapped, master)
    select p.stream, p.wrapped, proposed_under from unnest(streams, proposed) as p (stream, wrapped)
    where p.wrapped is not null order by p.stream
    on conflict do nothing;
  if cardinality(bearers) > 0 then
    -- An erasure waits for this lock, or has been waited for: no lookup survives it.
    select array_agg(locked.stream) into alive
      from (select k.stream, k.erased_at from keys.subject_keys k where k.stream = any (bearers) order by k.stream for share) locked
      where locked.erased_at is null;
    insert into keys.lookups as l (kind, hash, stream)
      select distinct b.kind, b.hash, b.stream from unnest(kinds, hashes, bearers) as b (kind, hash, stream)
      where b.stream = any (alive) order by b.kind, b.hash, b.stream
      on conflict do nothing;
  end if;
  return query select k.stream, k.wrapped, k.master from keys.subject_keys k where k.stream = any (streams);
end $$;

-- Deletes key and lookups of a stream for ever, also of one that had none yet; true when there was a key.
create function keys.erase(erased text) returns boolean language plpgsql as $$
declare
  had_key boolean := false;
begin
  insert into keys.subject_keys (stream, erased_at) values (erased, now()) on conflict do nothing;
  if not found then
    update keys.subject_keys k set wrapped = null, master = null, erased_at = now() where k.stream = erased and k.erased_at is null;
    had_key := found;
  end if;
  delete from keys.lookups l where l.stream = erased;
  return had_key;
end $$;

revoke all on function keys.take, keys.erase, keys.keep_erased from public;
grant usage on schema keys to motcua_keys;
grant execute on function keys.take, keys.erase to motcua_keys;
grant select, insert on keys.subject_keys, keys.lookup_key to motcua_keys;
grant update (wrapped, master, erased_at) on keys.subject_keys to motcua_keys;
grant update (wrapped, master) on keys.lookup_key to motcua_keys;
grant select, insert, delete on keys.lookups to motcua_keys;

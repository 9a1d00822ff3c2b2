-- The seal of the log: its Merkle tree in tiles (c2sp.org/tlog-tiles), its checkpoints, what witnesses and time stamping authorities said of
-- them. Only hashes stand here. Whatever was sealed stays: the application adds, and nobody changes or deletes while the triggers stand.
create schema seal;

-- A tree by its origin, the name of its keys; the newest one is grown. Size and edge are those of its last checkpoint.
create table seal.trees (
  origin      text primary key,
  began_at    timestamptz not null default clock_timestamp(),
  size        bigint not null default 0 check (size >= 0),
  -- for each level the hashes of its last tile, while it is not full
  edge        bytea[] not null default '{}',
  -- where the log was read up to, and in which of its histories; null before the first event
  epoch       text,
  position    bigint,
  -- why the log and the tree differ, until an operator has found out
  differs     text,
  -- since when somebody waits for a checkpoint
  asked_at    timestamptz,
  -- who grows it: as with projections, by this server's clock
  owner       text,
  leased_at   timestamptz,
  lease_until timestamptz,
  fence       bigint not null default 0
);

create table seal.tiles (
  origin text not null references seal.trees,
  level  smallint not null check (level between 0 and 7),
  n      bigint not null check (n >= 0),
  hashes bytea not null check (octet_length(hashes) = 8192),
  primary key (origin, level, n)
);

-- Where the first leaf of a tile of level 0 stands in a history of the log: positions are no part of the seal, and change with a move.
create table seal.places (
  origin   text not null references seal.trees,
  epoch    text not null,
  position bigint not null,
  n        bigint not null,
  primary key (origin, epoch, position)
);

-- `note` is the checkpoint as it was signed, for ever the same; `recorded_at`, when the log took the oldest event that it seals first.
create table seal.checkpoints (
  origin      text not null references seal.trees,
  size        bigint not null,
  note        text not null,
  epoch       text not null,
  position    bigint not null,
  recorded_at timestamptz not null,
  signed_at   timestamptz not null default clock_timestamp(),
  primary key (origin, size)
);

create table seal.cosignatures (
  origin     text not null,
  size       bigint not null,
  line       text not null,
  witness    text not null,
  arrived_at timestamptz not null default clock_timestamp(),
  primary key (origin, size, line),
  foreign key (origin, size) references seal.checkpoints
);

-- Time stamps (RFC 3161) of the notes of checkpoints: the authority's whole answer.
create table seal.stamps (
  origin     text not null,
  size       bigint not null,
  authority  text not null,
  answer     bytea not null,
  stamped_at timestamptz not null,
  primary key (origin, size, authority),
  foreign key (origin, size) references seal.checkpoints
);

create function seal.refuse() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% of %.% is refused: what was sealed stays', tg_op, tg_table_schema, tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete or truncate on seal.tiles for each statement execute function seal.refuse();
create trigger append_only before update or delete or truncate on seal.places for each statement execute function seal.refuse();
create trigger append_only before update or delete or truncate on seal.checkpoints for each statement execute function seal.refuse();
create trigger append_only before update or delete or truncate on seal.cosignatures for each statement execute function seal.refuse();
create trigger append_only before update or delete or truncate on seal.stamps for each statement execute function seal.refuse();

create function seal.grows_only() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' or new.origin <> old.origin or new.size < old.size then
    raise exception 'the tree % only grows', old.origin using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger grows_only before update or delete on seal.trees for each row execute function seal.grows_only();

revoke all on function seal.refuse, seal.grows_only from public;
grant usage on schema seal to motcua_seal, motcua_seal_reader;
grant select on all tables in schema seal to motcua_seal, motcua_seal_reader;
grant insert on all tables in schema seal to motcua_seal;
grant update (size, edge, epoch, position, differs, asked_at, owner, leased_at, lease_until, fence) on seal.trees to motcua_seal;
grant update (asked_at) on seal.trees to motcua_seal_reader;

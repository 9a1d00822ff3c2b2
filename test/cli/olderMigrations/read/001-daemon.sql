-- Read models live in a schema per projection, version and generation, made by motcua_projector; views in schema read point at those in service.
create schema daemon;
create schema read;

create table daemon.projections (
  name text not null,
  version integer not null,
  generation integer not null,
  kind text not null check (kind in ('projection', 'process')),
  schema_name text not null unique,
  -- The views of schema read point at this generation.
  serving boolean not null default false,
  state text not null default 'building' check (state in ('building', 'running', 'paused')),
  position bigint not null default -1,
  last_event_recorded_at timestamptz,
  caught_up_at timestamptz,
  reason text,
  failed_position bigint,
  failed_event_id text,
  owner text,
  lease_until timestamptz,
  -- Grows with every change of hands: a worker that lost its lease can never move the position again.
  fence bigint not null default 0,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (name, version, generation)
) with (fillfactor = 50);
create unique index one_in_service on daemon.projections (name) where serving;

-- How far the operators' events of stream projection-<name> were carried out.
create table daemon.controls (
  name text primary key,
  revision integer not null
);

create view read.projection_status as
  select name, version, generation, kind, serving, state, position, last_event_recorded_at, caught_up_at, reason, failed_position, failed_event_id,
         case when lease_until > clock_timestamp() then owner end as owner, updated_at
  from daemon.projections;

grant usage on schema daemon, read to motcua_projector;
grant create on schema read to motcua_projector;
grant select, insert, update, delete on daemon.projections, daemon.controls to motcua_projector;
grant select on read.projection_status to motcua_projector;
do $$ begin execute format('grant create on database %I to motcua_projector', current_database()); end $$;

grant usage on schema read to motcua_reader;
grant select on read.projection_status to motcua_reader;

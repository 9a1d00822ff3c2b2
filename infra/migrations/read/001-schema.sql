-- Replaces: 001-daemon.sql, 002-leases.sql, 003-epochs.sql
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
  -- A lease holds from when it was given until it ends: a clock that is set back does not prolong it.
  leased_at timestamptz,
  -- The history of the log that `position` belongs to: a restore, or a move of the log to another home, begins another one.
  epoch text,
  -- The event that a process handled last: by it the process finds its place in a log that numbers positions differently.
  last_event_id text,
  primary key (name, version, generation)
) with (fillfactor = 50);
create unique index one_in_service on daemon.projections (name) where serving;

-- How far the operators' events of stream projection-<name> were carried out.
create table daemon.controls (
  name text primary key,
  revision integer not null
);

-- The history of the log that the workers follow. Whatever stands in another one is shown as paused until an operator decides.
create table daemon.log (
  epoch text not null,
  one boolean primary key default true check (one)
);

create view read.projection_status as
  select p.name, p.version, p.generation, p.kind, p.serving,
         case when e.foreign_epoch then 'paused' else p.state end as state,
         -- Before everything: nothing of the log that is followed has been handled.
         case when e.foreign_epoch then -1 else p.position end as position,
         p.last_event_recorded_at, p.caught_up_at,
         case
           when not e.foreign_epoch then p.reason
           when p.kind = 'process' then format('stands in another history of the log: npm run projections -- resume %s lets it go on behind the event it handled last', p.name)
           else format('was built from another history of the log: npm run projections -- rebuild %s builds it from this one', p.name)
         end as reason,
         p.failed_position, p.failed_event_id,
         case when clock_timestamp() < p.lease_until and not coalesce(clock_timestamp() < p.leased_at, false) then p.owner end as owner, p.updated_at
  from daemon.projections p
  left join daemon.log l on true
  cross join lateral (select coalesce(p.epoch <> l.epoch, false) as foreign_epoch) e;

grant usage on schema daemon, read to motcua_projector;
grant create on schema read to motcua_projector;
grant select, insert, update, delete on daemon.projections, daemon.controls to motcua_projector;
grant select, insert, update on daemon.log to motcua_projector;
grant select on read.projection_status to motcua_projector;
do $$ begin execute format('grant create on database %I to motcua_projector', current_database()); end $$;

grant usage on schema read to motcua_reader;
grant select on read.projection_status to motcua_reader;

-- Positions mean something within one history of the log only. Each line says which one its position belongs to; a move of the log to another home,
-- or a restore, begins another. `last_event_id`: the event a process handled last, by which it finds its place in a log that numbers differently.
alter table daemon.projections add column epoch text, add column last_event_id text;

-- The history that the workers follow; lines of any other stand still until an operator decides.
create table daemon.log (
  epoch text not null,
  one boolean primary key default true check (one)
);
grant select, insert, update on daemon.log to motcua_projector;

create or replace view read.projection_status as
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

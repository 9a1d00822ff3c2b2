-- A lease holds from when it was given until it ends: a clock that is set back does not prolong it.
alter table daemon.projections add column leased_at timestamptz;

create or replace view read.projection_status as
  select name, version, generation, kind, serving, state, position, last_event_recorded_at, caught_up_at, reason, failed_position, failed_event_id,
         case when clock_timestamp() < lease_until and not coalesce(clock_timestamp() < leased_at, false) then owner end as owner, updated_at
  from daemon.projections;

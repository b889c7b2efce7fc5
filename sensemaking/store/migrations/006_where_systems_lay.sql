-- Where a system lies may change, and what was told stays read where it was told. The versions of `system` say where it
-- lay, and when. Those named here put right where the version before had said: it had never lain there.
create table system_put_right (
    system uuid not null,
    version integer not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (system, version)
);

-- Whoever put a new system around one that was there said what had always been around it.
insert into system_put_right
select s.id, s.version, s.sequence, s.recorded
from system as s
join system as around on around.id = s.parent and around.version = 1 and around.sequence = s.sequence
where s.version > 1;

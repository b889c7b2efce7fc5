-- The latest version of each thing that has versions.
create or replace view systems as
select * from s.system
anti join s.system_ended as e on e.system = id
qualify row_number() over (partition by id order by version desc) = 1;
-- Where each system lay, from one place in the order of keeping up to the next one; the first time begins at the start.
-- A version with another parent begins a new time, unless it puts right where the system lay: then that holds for all of
-- the time that it was said to lie in the wrong place.
create or replace view systems_then as
with versions as (
    select v.id, v.version, v.scale, v.parent, v.sequence,
        row_number() over of_one > 1 and r.version is null and v.parent is distinct from lag(v.parent) over of_one as moved
    from s.system as v
    anti join s.system_ended as e on e.system = v.id
    left join s.system_put_right as r on r.system = v.id and r.version = v.version
    window of_one as (partition by v.id order by v.version)
),
in_times as (
    select *, count(*) filter (moved) over (partition by id order by version) as nth from versions
),
times as (
    select id, nth, last(scale order by version) as scale, last(parent order by version) as parent,
        case when nth = 0 then 0 else min(sequence) end as since
    from in_times group by id, nth
)
select id, scale, parent, since,
    coalesce(lead(since) over (partition by id order by nth), 9223372036854775807) as until
from times;
-- What else each system is called: the names of its earlier versions, and those that came in with a file.
create or replace view system_names as
select id as system, name from s.system
union
select system, name from s.system_name as n
anti join s.import_undone as u on u.import = n.import;
create or replace view cycles as
select * from s.cycle qualify row_number() over (partition by id order by version desc) = 1;
create or replace view experiments as
select * from s.experiment qualify row_number() over (partition by id order by version desc) = 1;
create or replace view themes as
select * from s.theme qualify row_number() over (partition by id order by version desc) = 1;
create or replace view measures as
select * from s.measure qualify row_number() over (partition by id order by version desc) = 1;
create or replace view questions as
select * from s.question qualify row_number() over (partition by id order by version desc) = 1;
create or replace view patterns as
select *, id not in (select pattern from s.pattern_claimed) as could_be_chance
from s.pattern qualify row_number() over (partition by id order by version desc) = 1;
-- A reading whose latest version says nothing was taken back by whoever made it.
create or replace view readings as
select * from s.reading
qualify row_number() over (partition by id order by version desc) = 1 and words <> '';
create or replace view notes as
select * from s.note qualify row_number() over (partition by id order by version desc) = 1;
create or replace view gatherings as
select * from s.gathering as g
anti join s.import_undone as u on u.import = g.import
qualify row_number() over (partition by id order by version desc) = 1;
create or replace view statements as
select * from s.statement qualify row_number() over (partition by id order by version desc) = 1;
-- How each person answered each statement last.
create or replace view statement_votes as
select * from s.statement_vote
qualify row_number() over (partition by gathering, statement, person order by sequence desc) = 1;
-- Where anything was ever kept, and with which import; never what.
create or replace view stood_in as
select system, import from s.observation
union all
select system, import from s.gathering
union all
select system, null from s.cycle
union all
select system, null from s.pattern
union all
select system, null from s.reading
union all
select system, null from s.note
union all
select system, null from s.answer
union all
select system, null from s.change
union all
select system, null from s.challenge_event
union all
select system, null from s.part;
create or replace view question_answers as
select * from s.answer
qualify row_number() over (partition by id order by version desc) = 1 and words <> '';
create or replace view answers_joined as
select * from s.answers_joined
qualify row_number() over (partition by id order by version desc) = 1 and len(answers) > 0;
create or replace view cycles_joined as
select * from s.cycle_joined qualify row_number() over (partition by id order by version desc) = 1;
create or replace view changes as
select * from s.change
qualify row_number() over (partition by id order by version desc) = 1 and words <> '';
create or replace view parts as
select * from s.part qualify row_number() over (partition by id order by version desc) = 1 and name <> '';
create or replace view links as
select * from s.link qualify row_number() over (partition by id order by version desc) = 1 and kind <> '';

-- Which of the files beside this one bring `told`, `meant` and `nesting` from one commit up to a later one, in their order.
with new as (select id from s.observation where sequence > $since and sequence <= $until),
came as (
    select
        exists (select 1 from s.observation_ended where sequence > $since and sequence <= $until) as ended,
        exists (select 1 from s.import_undone where sequence > $since and sequence <= $until) as undone,
        exists (
            select 1 from said_again as a anti join new on new.id = a.observation
            where a.sequence > $since and a.sequence <= $until
        ) as said_again,
        exists (from new) as told,
        exists (select 1 from s.meaning where sequence > $since and sequence <= $until) as meant,
        exists (select 1 from s.system where sequence > $since and sequence <= $until)
            or exists (select 1 from s.system_ended where sequence > $since and sequence <= $until) as moved
)
select file
from came, (
    values (1, ended, 'ended'), (2, undone, 'undone'), (3, said_again, 'said_again'), (4, said_again, 'told_again'),
        (5, told, 'added'), (6, meant, 'meant'), (7, moved, 'nested')
) as files(place, needed, file)
where needed
order by place

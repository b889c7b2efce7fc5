-- A handful of a gathering's statements in the order they were written, and how each was answered.
with handful as (
    select t.* from statements as t
    semi join (select id from gatherings where id = $gathering and system = $system) as g on g.id = t.gathering
    where t.place > $after
    order by t.place
    limit $most
)
select
    handful.id, handful.place, handful.words, handful.moderation,
    count(*) filter (v.vote = 'rings true') as rings_true,
    count(*) filter (v.vote = 'not for me') as not_for_me,
    count(*) filter (v.vote = 'not sure') as not_sure
from handful
left join statement_votes as v on v.statement = handful.id and v.gathering = $gathering
group by all
order by handful.place

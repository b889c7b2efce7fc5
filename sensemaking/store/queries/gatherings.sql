-- The gatherings held at one system, in the order they were held, with how many people voted in them.
select g.*, coalesce(v.people, 0) as people, coalesce(t.statements, 0) as statements
from gatherings as g
left join (
    select gathering, count(distinct person) as people from s.statement_vote group by gathering
) as v on v.gathering = g.id
left join (
    select gathering, count(*) as statements from statements group by gathering
) as t on t.gathering = g.id
where g.system = $system
order by g.begun nulls last, g.sequence, g.id

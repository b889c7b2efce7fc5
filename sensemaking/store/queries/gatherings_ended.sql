-- The gatherings held live at one system that have ended, the last one first.
select e.gathering
from s.gathering_event as e
semi join (select id from gatherings where system = $system) as g on g.id = e.gathering
where e.act = 'ended'
order by e.sequence desc

-- The line that another group sent back last about each story which a gathering at this system passed on, in the order
-- of sending. With the story it goes.
select e.*
from s.gathering_event as e
semi join (select id from gatherings where system = $system) as g on g.id = e.gathering
anti join (select subject from s.gathering_event where act = 'taken back') as t on t.subject = e.subject
where e.act = 'a line sent back'
qualify row_number() over (partition by e.subject order by e.sequence desc) = 1
order by e.sequence

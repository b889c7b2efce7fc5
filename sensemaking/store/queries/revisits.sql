select *
from s.reading_revisited
where reading in (select id from readings where system = $system)
order by sequence

select pattern, observation
from s.pattern_observation
where pattern in (select id from patterns where system = $system)
order by pattern, place

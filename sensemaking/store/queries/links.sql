-- The links on the map of a system, in the order they were drawn.
select id, version, system, cycle, goes_from, goes_to, kind, words, observation
from links where system = $system order by id

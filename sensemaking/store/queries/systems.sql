select s.id, s.version, s.scale, s.name, s.parent, coalesce(n.also, []) as also
from systems as s
left join (
    select system, list(name order by name) as also from system_names group by system
) as n on n.system = s.id

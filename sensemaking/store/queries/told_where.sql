-- The systems in which something was told that still stands, with how much: to find somewhere to stand.
select o.system, count(*) as told
from s.observation as o
anti join s.observation_ended as e on e.observation = o.id and e.version = o.version
anti join s.import_undone as u on u.import = o.import
group by o.system

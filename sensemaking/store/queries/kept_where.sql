-- The systems in which anything was kept that was not taken out again, with how much: to find somewhere to stand.
select system, count(*) as kept
from stood_in
where import is null or import not in (select import from s.import_undone)
group by system

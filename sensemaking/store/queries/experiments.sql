select * from experiments
where cycle in (select unnest($cycles::uuid[]))
order by sequence, name, id

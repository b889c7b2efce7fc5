-- The introductions these cycles asked for or were asked for, in the order they were offered.
select * from cycles_joined
where cycle in (select unnest($cycles::uuid[])) or other in (select unnest($cycles::uuid[]))
order by id

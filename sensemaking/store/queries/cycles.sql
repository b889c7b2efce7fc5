-- The cycles of the systems asked for, in the stack's own order: by when they began, then by name.
select * from cycles
where system in (select unnest($systems::uuid[]))
order by begun nulls last, name, id

-- The systems that an import made and in which nothing has stood but what came with it or was taken out again.
select s.id from systems as s
semi join (select system from s.system_made where import = $import) as m on m.system = s.id
where not exists (
    select 1 from stood_in as o
    where o.system = s.id
        and o.import is distinct from $import
        and (o.import is null or o.import not in (select import from s.import_undone))
)

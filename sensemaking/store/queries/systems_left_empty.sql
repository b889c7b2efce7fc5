-- The systems that an import made and in which nothing has ever stood but what came with it.
select s.id from systems as s
semi join (select system from s.system_made where import = $import) as m on m.system = s.id
where not exists (
        select 1 from stood_in as o where o.system = s.id and o.import is distinct from $import
    )

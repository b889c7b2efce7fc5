-- The systems that an import made and in which nothing has ever stood but what came with it.
select s.id from systems as s
where s.import = $import
    and not exists (
        select 1 from stood_in as o where o.system = s.id and o.import is distinct from $import
    )

-- Which of these observations were taken back, or went with the import that brought them; ids alone.
select distinct o.id from s.observation as o
where o.id in (select unnest($ids::uuid[])) and (
    exists (
        select 1 from s.observation_ended as e where e.observation = o.id and e.reason = 'taken back'
    )
    or exists (select 1 from s.import_undone as u where u.import = o.import)
)

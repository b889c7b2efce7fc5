-- What was decided at gatherings held at this system, as it was decided last and not taken out again.
select subject as id, gathering, told from (
    select e.*
    from s.gathering_event as e
    semi join (select id from gatherings where system = $system) as g on g.id = e.gathering
    where e.act in ('decided', 'decision taken out')
    qualify row_number() over (partition by e.subject order by e.sequence desc) = 1
)
where act = 'decided'
order by sequence, id

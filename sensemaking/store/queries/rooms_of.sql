-- The gatherings held at this system in which any of these was written, read or decided, with who was in the room by role.
with rooms as (
    select distinct gathering from s.gathering_event
    where subject in (select unnest($ids::uuid[])) and act in ('written', 'reading written', 'decided')
),
said as (
    select e.gathering, (e.told -> '$.roles')::varchar[] as roles
    from s.gathering_event as e semi join rooms as r on r.gathering = e.gathering
    where e.act = 'prepared' and json_exists(e.told, '$.roles')
    qualify row_number() over (partition by e.gathering order by e.sequence desc) = 1
)
select g.id, g.name, g.begun, coalesce(s.roles, []) as roles
from gatherings as g
semi join rooms as r on r.gathering = g.id
left join said as s on s.gathering = g.id
where g.system = $system
order by g.begun nulls last, g.sequence, g.id

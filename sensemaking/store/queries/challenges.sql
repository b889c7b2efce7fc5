-- What happened to the challenges that began at this system, and to those that were sent to it last, in the order it was
-- kept. Nobody else is shown that there are any. The words a challenge began with stay where it began.
with goes_to as (
    select challenge, (told ->> '$.to')::uuid as system
    from s.challenge_event where act = 'sent'
    qualify row_number() over (partition by challenge order by sequence desc) = 1
),
on_its_way as (
    select challenge from s.challenge_event where act = 'begun' and system = $system
    union
    select challenge from goes_to where system = $system
)
select e.* replace (case when e.act = 'begun' and e.system <> $system then '{}' else e.told end as told)
from s.challenge_event as e
semi join on_its_way as w on w.challenge = e.challenge
order by e.sequence, e.id

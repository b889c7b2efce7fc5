-- The challenges that were sent with this observation and not taken back: from where, to where they went last, and when.
with sent as (
    select challenge, system, (told ->> '$.to')::uuid as goes_to, told, recorded, sequence
    from s.challenge_event where act = 'sent'
    qualify row_number() over (partition by challenge order by sequence desc) = 1
)
select challenge, system, goes_to, recorded from sent as x
anti join (select challenge from s.challenge_event where act = 'taken back') as t on t.challenge = x.challenge
where list_contains((told -> '$.observations')::varchar[], $observation::varchar)
order by sequence, challenge

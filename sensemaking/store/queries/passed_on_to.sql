-- The group that a story was passed on to last, and in which gathering; none where it was kept at home after all.
select gathering, goes_to from (
    select gathering, (told ->> '$.to')::uuid as goes_to
    from s.gathering_event where act = 'passed on' and subject = $observation
    order by sequence desc limit 1
) where goes_to is not null

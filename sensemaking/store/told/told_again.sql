insert into told by name
select t.* from to_be_told as t
semi join (
    select observation from said_again where sequence > $since and sequence <= $until
) as s on s.observation = t.id
where t.sequence <= $since

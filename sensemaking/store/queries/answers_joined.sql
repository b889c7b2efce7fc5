-- answers_joined
-- The answers that people put together at this system, in the order they first did.
select * from answers_joined where system = $system order by id

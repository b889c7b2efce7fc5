-- What was kept after one commit and up to another, but for what was taken back by then.
insert into told by name
with brought as (select id from s.observation where sequence > $since and sequence <= $until)
select * from to_be_told() where sequence > $since and sequence <= $until

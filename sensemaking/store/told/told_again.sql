insert into told by name
with brought as (select observation as id from said_again where sequence > $since and sequence <= $until)
select t.* from to_be_told() as t semi join brought on brought.id = t.id
where t.sequence <= $since

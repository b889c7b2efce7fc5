-- These cycles, wherever they are.
select * from cycles where id in (select unnest($cycles::uuid[]))

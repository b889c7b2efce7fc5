-- The changes to business as usual of one system, as they were said last, in the order of their days.
select * from changes where system = $system order by day, id

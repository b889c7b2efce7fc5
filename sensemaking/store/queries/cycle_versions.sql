-- Everything a cycle ever was, in the order it was kept.
select * from s.cycle where id = $cycle order by version

-- What a cycle takes with it from the one it follows, in the order it was kept.
select * from s.carried_over where cycle = $cycle order by sequence

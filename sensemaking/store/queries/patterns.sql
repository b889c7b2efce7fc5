select * from patterns where system = $system order by sequence, id

select * from readings where system = $system order by sequence, id

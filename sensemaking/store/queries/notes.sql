select * from notes where system = $system order by sequence desc, id

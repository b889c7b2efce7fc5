select who from s.reviewer where system = $system order by sequence desc limit 1

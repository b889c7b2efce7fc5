select * from patterns where system = $system order by recorded, id

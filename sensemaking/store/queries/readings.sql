select * from readings where system = $system order by recorded, id

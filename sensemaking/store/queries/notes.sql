select * from notes where system = $system order by recorded desc, id

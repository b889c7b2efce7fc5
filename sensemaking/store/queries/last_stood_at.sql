-- Where people last said what they make of what they see.
select system from readings order by sequence desc, id limit 1

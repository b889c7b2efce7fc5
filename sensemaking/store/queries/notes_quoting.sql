-- The notes, as they were kept last, in which this reference stands.
select * from notes where contains(body, $reference) order by sequence desc, id

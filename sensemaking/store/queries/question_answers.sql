-- question_answers
-- What was answered in this cycle, or by these systems where none is named, the earliest first.
select * from question_answers
where cycle = $cycle::uuid or ($cycle is null and system in (select unnest($systems::uuid[])))
order by day, id

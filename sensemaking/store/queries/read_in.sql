-- The readings that were written in these gatherings, whether they still stand or not; ids alone.
select distinct gathering, subject as reading from s.gathering_event
where act = 'reading written' and gathering in (select unnest($gatherings::uuid[]))

-- Which of these observations were taken back; ids alone.
select distinct observation as id from s.observation_ended
where reason = 'taken back' and observation in (select unnest($ids::uuid[]))

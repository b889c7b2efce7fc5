-- What each of these rests on, in the order it was said; ids alone.
select what, rests_on from s.because where what in (select unnest($ids::uuid[]))
group by what, rests_on
order by min(sequence), rests_on

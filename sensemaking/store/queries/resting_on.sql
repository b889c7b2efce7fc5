-- What rests on each of these, in the order it was said; ids alone.
select what, rests_on from s.because where rests_on in (select unnest($ids::uuid[]))
group by what, rests_on
order by min(sequence), what

-- What rests on one thing, in the order it was said; its id alone.
select what as id from s.because where rests_on = $rests_on
group by what
order by min(sequence), what

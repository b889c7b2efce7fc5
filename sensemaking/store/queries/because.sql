-- What one thing rests on, in the order it was said; its id alone.
select rests_on as id from s.because where what = $what
group by rests_on
order by min(sequence), rests_on

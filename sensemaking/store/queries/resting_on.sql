-- What rests on each of these, in the order it was said, and what rests on that in turn; ids alone.
with recursive reached as (
    select unnest($ids::uuid[]) as id
    union
    select b.what from reached join s.because as b on b.rests_on = reached.id
)
select what, rests_on from s.because semi join reached on reached.id = rests_on
group by what, rests_on
order by min(sequence), what

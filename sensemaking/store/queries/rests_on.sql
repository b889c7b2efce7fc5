-- What each of these rests on, in the order it was said, and what that rests on in turn; ids alone.
with recursive reached as (
    select unnest($ids::uuid[]) as id
    union
    select b.rests_on from reached join s.because as b on b.what = reached.id
)
select what, rests_on from s.because semi join reached on reached.id = what
group by what, rests_on
order by min(sequence), rests_on

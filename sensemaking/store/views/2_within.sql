-- Which systems are inside which: every system is within itself and within all wider ones around it.
-- Five scales and parents strictly wider make four steps enough.
create or replace view within as
with step0 as (select id as standing, id as system, scale as standing_scale from systems),
step1 as (
    select outer_one.standing, inner_one.id as system, outer_one.standing_scale
    from step0 as outer_one join systems as inner_one on inner_one.parent = outer_one.system
),
step2 as (
    select outer_one.standing, inner_one.id as system, outer_one.standing_scale
    from step1 as outer_one join systems as inner_one on inner_one.parent = outer_one.system
),
step3 as (
    select outer_one.standing, inner_one.id as system, outer_one.standing_scale
    from step2 as outer_one join systems as inner_one on inner_one.parent = outer_one.system
),
step4 as (
    select outer_one.standing, inner_one.id as system, outer_one.standing_scale
    from step3 as outer_one join systems as inner_one on inner_one.parent = outer_one.system
)
select * from step0
union all select * from step1
union all select * from step2
union all select * from step3
union all select * from step4;

-- Which systems are inside which: every system is within itself and within all wider ones around it.
create or replace view within as
with recursive inside as (
    select id as standing, id as system from systems
    union
    select inside.standing, closer_in.id
    from inside join systems as closer_in on closer_in.parent = inside.system
)
select * from inside;

-- Every system that lies around this one, or did at some time.
with recursive around as (
    select parent as id, since, until from systems_then where id = $system
    union
    select o.parent, greatest(around.since, o.since), least(around.until, o.until)
    from around join systems_then as o on o.id = around.id and o.since < around.until and around.since < o.until
)
select distinct id from around where id is not null

-- What was kept after one commit and up to another, but for what was taken back by then.
insert into told
select
    o.*,
    case when o.reviewed and o.quotable and o.whose <> 'about someone else' then o.travels end as reach,
    -- To replace in words that hold nothing to replace would take as long as all the rest of this.
    strip_accents(lower(
        case when contains(o.words, '’') then replace(o.words, '’', chr(39)) else o.words end
    )) as folded
from s.observation as o
anti join (
    select observation, version from s.observation_ended where sequence <= $until
) as e on e.observation = o.id and e.version = o.version
anti join (
    select import from s.import_undone where sequence <= $until
) as u on u.import = o.import
where o.sequence > $since and o.sequence <= $until

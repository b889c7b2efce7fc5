-- What was told and not taken back, as a table in memory. Before every question `asking` brings it up to the newest
-- commit, so that no question looks through everything ever taken back again. Only the macros of 3_visible.sql read it.
-- travels, quotable, usable_until, whose: as they were said last.
-- reach: the widest scale at which its words may be seen beyond its home, until its day; null keeps them at home.
-- paraphrase, paraphrase_reach: what may be read in the words' place, and how far; null where nothing may.
-- waits: whether somebody has still to look at it before it goes as far as it may.
-- reach_said: the place in the order of keeping at which it was last said how far it goes: who is around its system then
-- may read it, wherever that system moves afterwards.
-- voice: as whom its teller speaks; null where that was not said.
-- folded: its words without capitals, accents or curly quotes, as `text/words.fold` reads what is searched for.
create or replace table told as
select
    *, null::varchar as voice, null::smallint as reach, null::bigint as reach_said,
    null::varchar as paraphrase, null::smallint as paraphrase_reach, null::boolean as waits, null::varchar as folded
from s.observation where false;
-- The tellers' own answers, as a table in memory beside it. What belongs to words that were taken back stays and is never
-- met: an answer is read with its observation's version in `told`.
create or replace table meant as
select observation, version, question, choice, number from s.meaning where false;
-- Every observation that was not taken back, as it goes into `told`. A second look counts for the words it was made at
-- and as far as it was made for; that a file was looked through before it was brought in counts as one, until somebody
-- looks at a single story again.
-- What was said of them later is looked for only among `brought`, the ids that whoever reads this puts before it.
create or replace table brought (id uuid);
create or replace macro to_be_told() as table
with consent_said as (
    select * from s.consent_changed semi join brought on brought.id = observation
    qualify row_number() over (partition by observation order by sequence desc) = 1
),
agreed as (
    select * from s.agreed semi join brought on brought.id = observation
    qualify row_number() over (partition by observation order by sequence desc) = 1
),
looked_through as (
    select * from s.review semi join brought on brought.id = observation
    qualify row_number() over (partition by observation, version order by sequence desc) = 1
),
corrected as (           -- whoever corrects words says nothing of how far they go: that was said when they were first told
    select observation from s.observation_ended semi join brought on brought.id = observation where reason = 'corrected'
),
first_told as (
    select id, sequence from s.observation semi join corrected on corrected.observation = id where version = 1
),
voices as (
    select * from s.spoken_by semi join brought on brought.id = observation
    qualify row_number() over (partition by observation order by sequence desc) = 1
),
said_so_far as (
    select
        o.*,
        coalesce(c.sequence > o.sequence, false) as said_later,
        case when said_later then c.travels else o.travels end as now_travels,
        case when said_later then c.quotable else o.quotable end as now_quotable,
        case when said_later then c.usable_until else o.usable_until end as now_until,
        case
            when o.whose = 'mine' or a.observation is null then o.whose
            when a.agrees then 'about someone else, who agreed'
            else 'about someone else'
        end as now_whose,
        -- Who looked last has said it, also where it came in with a file that was looked through.
        case when l.observation is not null then l.reaches when o.reviewed then o.travels end as looked_at_for,
        l.sequence as looked_last,
        case when said_later then c.sequence end as said_last,
        greatest(coalesce(f.sequence, o.sequence), c.sequence) as reach_said,
        coalesce(l.paraphrase, '') as paraphrase,
        nullif(v.voice, '') as voice           -- left open again
    from s.observation as o
    anti join s.observation_ended as e on e.observation = o.id and e.version = o.version
    anti join s.import_undone as u on u.import = o.import
    left join consent_said as c on c.observation = o.id
    left join first_told as f on f.id = o.id
    left join agreed as a on a.observation = o.id
    left join looked_through as l on l.observation = o.id and l.version = o.version
    left join voices as v on v.observation = o.id
),
reaching as (
    select *, case
        when now_whose <> 'about someone else' and now_travels is not null and looked_at_for is not null
        then least(now_travels, looked_at_for)
    end as reaches
    from said_so_far
)
select
    * exclude (
        said_later, now_travels, now_quotable, now_until, now_whose, looked_at_for, looked_last, said_last, paraphrase, reaches
    )
        replace (
            now_travels as travels, now_quotable as quotable, now_until as usable_until, now_whose as whose,
            reaches is not null as reviewed
        ),
    case when now_quotable and paraphrase = '' then reaches end as reach,
    case when paraphrase <> '' and reaches is not null then paraphrase end as paraphrase,
    case when paraphrase <> '' then reaches end as paraphrase_reach,
    now_whose <> 'about someone else' and coalesce(now_travels > coalesce(looked_at_for, 0), false)
        and (looked_last is null or coalesce(said_last > looked_last, false)) as waits,
    -- To replace in words that hold nothing to replace would take as long as all the rest of this.
    strip_accents(lower(case when contains(words, '’') then replace(words, '’', chr(39)) else words end)) as folded
from reaching;
-- Which observations something was said of after they were told, and when.
create or replace view said_again as
select observation, sequence from s.consent_changed
union all
select observation, sequence from s.agreed
union all
select observation, sequence from s.review
union all
select observation, sequence from s.spoken_by;
-- What lies or lay within what, and when, itself included: a table in memory too, made anew whenever a system changes.
-- scale: the width of the system around. between: from that one on to the system itself, each `depth` steps closer in.
create or replace macro to_be_nested() as table
with recursive known as materialized (select * from systems_then),
inside as (
    select
        id as around, id as system, scale, scale as closest, 0::bigint as since, 9223372036854775807 as until,
        [{'place': id, 'scale': scale, 'depth': 0}] as between
    from systems
    union all
    select
        around, closer_in.id, inside.scale, closer_in.scale,
        greatest(inside.since, closer_in.since), least(inside.until, closer_in.until),
        list_append(between, {'place': closer_in.id, 'scale': closer_in.scale, 'depth': len(between)})
    from inside join known as closer_in
        on closer_in.parent = inside.system and closer_in.scale < closest
        and closer_in.since < inside.until and inside.since < closer_in.until
)
select around, system, scale, since, until, between from inside;
create or replace table nesting as from to_be_nested() limit 0;

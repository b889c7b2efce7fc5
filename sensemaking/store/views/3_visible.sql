-- The one way words leave the store. What is not visible at a focus is neither read nor counted there.
-- _viewer: {today}; _focus: {system, cycle, since, until, themes}. A null or an empty list does not narrow.
--
-- At home everything that was not taken back is visible. Beyond home an observation is visible only
-- where its consent reaches that scale, a second person has looked, its words may be quoted, it has not
-- run out, and it is not about someone who has not agreed (all but the days and the scale: `reach` in 2_told.sql).
-- Where a system moved, each of the wider ones around it may read what was told while it lay within that one.
-- Told in other words it is read there and nothing else (`visible_paraphrases`), so that it is never counted.
create or replace macro visible_observations(_viewer, _focus) as table
select
    o.id, o.version, o.system, o.kind, o.day, o.words, o.folded, o.prompt, o.whose, o.cycle, o.experiment,
    o.teller, o.themes, o.measure, o.value, o.quotable, o.travels,
    o.usable_until, o.reviewed, o.reach, o.voice, o.import, o.sequence, o.recorded,
    o.system = _focus['system'] as at_home, w.since as nested_since,
    o.waits and o.system = _focus['system'] as waits,
    case when o.system = _focus['system'] then o.paraphrase end as in_other_words,
    o.quotable and o.whose <> 'about someone else'
        and (o.usable_until is null or o.usable_until >= _viewer['today']) as may_be_quoted
from told as o
join nesting as w on w.around = _focus['system'] and w.system = o.system
    and o.reach_said >= w.since and o.reach_said < w.until and w.scale <= case
    when o.system = _focus['system'] then 5
    when o.usable_until is null or o.usable_until >= _viewer['today'] then o.reach
end
where (_focus['cycle'] is null or o.cycle = _focus['cycle'])
    and (_focus['since'] is null or o.day >= _focus['since'])
    and (_focus['until'] is null or o.day <= _focus['until'])
    and (
        len(_focus['themes']) = 0
        or list_has_any(o.themes, _focus['themes'])
        or o.kind = 'measure'            -- no theme is given to a number; it stays beside the stories
    );

-- Around what each system lay, within the one we stand at: itself, and every system up to ours, `depth` steps closer in
-- than ours. A system that moved is there once for each time, and an observation's `nested_since` says which was its own.
create or replace macro visible_nested(_focus) as table
select system, since, one.place, one.scale, one.depth
from (select system, since, unnest(between) as one from nesting where around = _focus['system']);

-- The tellers' own answers about the observations visible at this focus.
create or replace macro visible_meanings(_viewer, _focus) as table
select
    m.observation, o.kind, o.day, o.teller,
    m.question, q.words as question_words, q.form, q.low, q.high, m.choice, m.number
from meant as m
join visible_observations(_viewer, _focus) as o on o.id = m.observation and o.version = m.version
join questions as q on q.id = m.question;

-- The statements of gatherings held at the very system we stand at, nowhere else, each with its gathering's name and
-- `held`, the gathering's place in the order of holding. An import that was undone took its gathering along.
create or replace macro visible_statements(_focus) as table
with held_here as (
    select id, name, begun, row_number() over (order by begun nulls last, sequence, id) as held
    from gatherings
    where system = _focus['system']
        and (_focus['cycle'] is null or cycle = _focus['cycle'])
        and (_focus['since'] is null or ended is null or ended >= _focus['since'])
        and (_focus['until'] is null or begun is null or begun <= _focus['until'])
)
select t.id, t.gathering, g.name, g.begun, g.held, t.place, t.words, t.moderation
from statements as t join held_here as g on g.id = t.gathering;

-- How each person answered those statements last.
create or replace macro visible_answers(_focus) as table
select v.gathering, t.name, v.statement, t.moderation, v.person, v.vote
from statement_votes as v
join visible_statements(_focus) as t on t.id = v.statement and t.gathering = v.gathering;

-- The words that their teller passed on to the very group we stand at, to be read aloud there and seen nowhere else: as
-- they were when the teller agreed, until they are taken back, passed to another group or kept at home after all.
-- `answered` is the gathering from which that group sent a line back, if one did.
create or replace macro visible_passed_on(_viewer, _focus) as table
with agreed as (
    select e.subject, e.gathering, e.sequence, (e.told ->> '$.to')::uuid as goes_to
    from s.gathering_event as e
    where e.act = 'passed on'
    qualify row_number() over (partition by e.subject order by e.sequence desc) = 1
),
heard as (
    select e.subject, (e.told ->> '$.in')::uuid as gathering
    from s.gathering_event as e
    where e.act = 'a line sent back'
    qualify row_number() over (partition by e.subject order by e.sequence desc) = 1
)
select
    o.id, o.system, o.day, o.words, o.prompt,
    a.gathering, a.sequence, h.gathering as answered
from agreed as a
join told as o on o.id = a.subject and o.version = 1
left join heard as h on h.subject = a.subject
where a.goes_to = _focus['system']
    and o.quotable and o.whose <> 'about someone else'
    and (o.usable_until is null or o.usable_until >= _viewer['today']);

-- What may be read beyond its home in the place of words that may not: as a second person put it. It has neither day nor
-- theme, place nor teller, it is not there where a focus is narrower than its system, and it stands in no order of time:
-- so nothing can be counted, and nothing learned of the words by asking in many ways.
create or replace macro visible_paraphrases(_viewer, _focus) as table
select o.id, o.paraphrase as words
from told as o
join nesting as w on w.around = _focus['system'] and w.system = o.system
    and o.reach_said >= w.since and o.reach_said < w.until and w.scale <= o.paraphrase_reach
where o.system <> _focus['system'] and o.paraphrase is not null
    and (o.usable_until is null or o.usable_until >= _viewer['today'])
    and _focus['cycle'] is null and _focus['since'] is null and _focus['until'] is null
    and len(_focus['themes']) = 0
order by md5(o.id::varchar);

-- The cycles of the system we stand at and of those that lie closer in now: a cycle goes along with its system, and so do
-- its answers, challenges and map; those of somebody's own life at home and just around it.
create or replace macro visible_cycles(_focus) as table
select c.id, c.system, c.name, c.stages, c.begun, c.ended, c.follows, c.sequence
from cycles as c
join nesting as w on w.around = _focus['system'] and w.system = c.system and w.until = 9223372036854775807
where w.between[-1].scale > 1 or len(w.between) <= 2;

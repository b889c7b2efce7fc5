-- The one way words leave the store. What is not visible at a focus is neither read nor counted there.
-- _viewer: {today}; _focus: {system, cycle, since, until, themes}. A null or an empty list does not narrow.
--
-- At home everything that was not taken back is visible. Beyond home an observation is visible only
-- where its consent reaches that scale, a second person has looked, its words may be quoted, it has not
-- run out, and it is not about someone who has not agreed.
create or replace macro visible_observations(_viewer, _focus) as table
select
    o.id, o.version, o.system, o.kind, o.day, o.words, o.prompt, o.whose, o.cycle, o.experiment,
    o.teller, o.themes, o.measure, o.value, o.quotable, o.travels,
    o.usable_until, o.reviewed, o.import, o.sequence, o.recorded,
    o.system = _focus['system'] as at_home,
    o.quotable and o.whose <> 'about someone else'
        and (o.usable_until is null or o.usable_until >= _viewer['today']) as may_be_quoted
from s.observation as o
semi join within as w on w.system = o.system and w.standing = _focus['system']
anti join s.observation_ended as e on e.observation = o.id and e.version = o.version
anti join s.import_undone as u on u.import = o.import
where (
        o.system = _focus['system']
        or (
            o.reviewed
            and o.travels >= (select scale from systems where id = _focus['system'])
            and o.quotable
            and (o.usable_until is null or o.usable_until >= _viewer['today'])
            and o.whose <> 'about someone else'
        )
    )
    and (_focus['cycle'] is null or o.cycle = _focus['cycle'])
    and (_focus['since'] is null or o.day >= _focus['since'])
    and (_focus['until'] is null or o.day <= _focus['until'])
    and (
        len(_focus['themes']) = 0
        or list_has_any(o.themes, _focus['themes'])
        or o.kind = 'measure'            -- no theme is given to a number; it stays beside the stories
    );

-- The tellers' own answers about the observations visible at this focus.
create or replace macro visible_meanings(_viewer, _focus) as table
select
    m.observation, o.kind, o.day, o.teller,
    m.question, q.words as question_words, q.form, q.low, q.high, m.choice, m.number
from s.meaning as m
join visible_observations(_viewer, _focus) as o on o.id = m.observation and o.version = m.version
join questions as q on q.id = m.question;

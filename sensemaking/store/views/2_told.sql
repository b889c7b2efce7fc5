-- What was told and not taken back, as a table in memory. Before every question `asking` brings it up to the newest
-- commit, so that no question looks through everything ever taken back again. Only `visible_observations` reads it.
-- reach: the widest scale at which it may be seen beyond its home, until its day; null keeps it at home.
-- folded: its words without capitals, accents or curly quotes, as `text/words.fold` reads what is searched for.
create or replace table told as
select *, null::smallint as reach, null::varchar as folded from s.observation where false;

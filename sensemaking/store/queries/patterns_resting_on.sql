-- The patterns with this observation behind them, wherever they were kept.
select * from patterns
where id in (select pattern from s.pattern_observation where observation = $observation)
order by sequence, id

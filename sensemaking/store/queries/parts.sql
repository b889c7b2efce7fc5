-- What stands on the map of a system, in the order it was named: ids are made in the order of time.
select id, version, system, cycle, kind, name, words, themes from parts where system = $system order by id

-- The files that left with this observation quoted in them, the latest first.
select system, title, kind, recorded, note from s.taken_away
where list_contains(quotes, $observation::uuid) order by sequence desc, id

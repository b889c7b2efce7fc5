-- What happened in a gathering after the event that somebody saw last, in the order it was kept.
select * from s.gathering_event
where gathering = $gathering and sequence > $after
order by sequence

-- The gathering in which words were written, if they were written in one.
select distinct gathering from s.gathering_event where subject = $observation and act = 'written'

-- Whether a challenge was taken further by the system that it was sent to: one of that system's own rests on it and was
-- sent. Not where to, nor in which words.
select 1 as went
from s.because as b
join s.challenge_event as e on e.challenge = b.what and e.act = 'sent' and e.system = $reader
anti join s.challenge_event as t on t.challenge = b.what and t.act = 'taken back'
where b.rests_on = $challenge
limit 1

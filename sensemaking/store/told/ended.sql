delete from told
using s.observation_ended as e
where e.observation = told.id and e.version = told.version and e.sequence > $since and e.sequence <= $until

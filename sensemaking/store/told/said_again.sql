-- What was said of an observation after it was told: it goes out here, and comes in again as it is now (told_again).
delete from told
using said_again as s
where s.observation = told.id and s.sequence > $since and s.sequence <= $until

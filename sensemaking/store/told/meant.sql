insert into meant
select observation, version, question, choice, number from s.meaning where sequence > $since and sequence <= $until

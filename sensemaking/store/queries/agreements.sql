-- What the person a story is about said to it, the latest first.
select agrees, who, day from s.agreed where observation = $observation order by sequence desc

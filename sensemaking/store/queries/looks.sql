-- Who looked at somebody's words before they travel, the latest first; what they put in their place is asked for with them.
select version, reaches, paraphrase <> '' as in_other_words, why, who
from s.review where observation = $observation order by sequence desc

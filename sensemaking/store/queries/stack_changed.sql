-- stack_changed
-- The place, in the order of keeping, of the last thing that changed which systems there are, their names or places.
select max(sequence) as sequence
from (
    select max(sequence) as sequence from s.system
    union all
    select max(sequence) from s.system_ended
    union all
    select max(sequence) from s.system_name
    union all
    select max(sequence) from s.import_undone
)

-- What was brought in, the newest first, and when it was undone, if it was.
select
    i.id, i.file_name, i.mapping, i.rows_brought_in, i.rows_refused, i.rows_set_aside,
    i.looked_through_by, i.recorded, u.undone
from s.import as i
left join (
    select import, min(recorded) as undone from s.import_undone group by import
) as u on u.import = i.id
order by i.sequence desc, i.id desc

delete from told
using s.import_undone as u
where u.import = told.import and u.sequence > $since and u.sequence <= $until

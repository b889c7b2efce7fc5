select id, name from themes order by lower(name), id

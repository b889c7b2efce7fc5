select id, name, unit from measures order by lower(name), id

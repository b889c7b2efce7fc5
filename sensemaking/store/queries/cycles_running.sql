-- The cycles that have not ended, wherever they are, in no order that says where.
select * from cycles where ended is null order by md5(id::varchar)

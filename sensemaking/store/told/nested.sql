delete from nesting;
insert into nesting from to_be_nested();

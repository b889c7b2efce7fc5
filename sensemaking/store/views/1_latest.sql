-- The latest version of each thing that has versions.
create or replace view systems as
select * exclude (nth) from (
    select *, row_number() over (partition by id order by version desc) as nth from s.system
) where nth = 1;

create or replace view cycles as
select * exclude (nth) from (
    select *, row_number() over (partition by id order by version desc) as nth from s.cycle
) where nth = 1;

create or replace view experiments as
select * exclude (nth) from (
    select *, row_number() over (partition by id order by version desc) as nth from s.experiment
) where nth = 1;

create or replace view themes as
select * exclude (nth) from (
    select *, row_number() over (partition by id order by version desc) as nth from s.theme
) where nth = 1;

create or replace view measures as
select * exclude (nth) from (
    select *, row_number() over (partition by id order by version desc) as nth from s.measure
) where nth = 1;

create or replace view questions as
select * exclude (nth) from (
    select *, row_number() over (partition by id order by version desc) as nth from s.question
) where nth = 1;

create or replace view patterns as
select * exclude (nth) from (
    select *, row_number() over (partition by id order by version desc) as nth from s.pattern
) where nth = 1;

create or replace view readings as
select * exclude (nth) from (
    select *, row_number() over (partition by id order by version desc) as nth from s.reading
) where nth = 1;

create or replace view notes as
select * exclude (nth) from (
    select *, row_number() over (partition by id order by version desc) as nth from s.note
) where nth = 1;

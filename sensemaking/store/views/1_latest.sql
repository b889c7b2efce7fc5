-- The latest version of each thing that has versions.
create or replace view systems as
select * from s.system qualify row_number() over (partition by id order by version desc) = 1;
create or replace view cycles as
select * from s.cycle qualify row_number() over (partition by id order by version desc) = 1;
create or replace view experiments as
select * from s.experiment qualify row_number() over (partition by id order by version desc) = 1;
create or replace view themes as
select * from s.theme qualify row_number() over (partition by id order by version desc) = 1;
create or replace view measures as
select * from s.measure qualify row_number() over (partition by id order by version desc) = 1;
create or replace view questions as
select * from s.question qualify row_number() over (partition by id order by version desc) = 1;
create or replace view patterns as
select * from s.pattern qualify row_number() over (partition by id order by version desc) = 1;
create or replace view readings as
select * from s.reading qualify row_number() over (partition by id order by version desc) = 1;
create or replace view notes as
select * from s.note qualify row_number() over (partition by id order by version desc) = 1;

-- Whether a system came, changed or went between these two commits.
select
    exists (select 1 from s.system where sequence > $since and sequence <= $until)
    or exists (select 1 from s.system_ended where sequence > $since and sequence <= $until)

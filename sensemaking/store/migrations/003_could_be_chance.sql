-- A lens claimed more than chance for what these patterns name; every other pattern could be chance.
-- (A table of its own, since no column is added to a table with a key: see 002.)

create table pattern_claimed (
    pattern uuid not null,
    sequence bigint not null,
    recorded timestamp not null
);

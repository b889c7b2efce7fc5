-- Whether a lens claimed more than chance for what a pattern names. Nothing was claimed for those kept before.

alter table pattern add column could_be_chance boolean default true;

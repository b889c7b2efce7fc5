-- Gatherings with what was said and how it was answered in them; other names of systems; and from which
-- import a system came, so that a list brought in by mistake can go again where nothing stands in it yet.

-- No column is added to a table that has a primary key: DuckDB 1.5.5 may then stop with a fatal error when rows
-- of it are deleted later (github.com/duckdb/duckdb/issues/25360). What is new about a system has its own tables.
create table system_made (              -- a system that came with an import
    system uuid not null,
    import uuid not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table system_ended (             -- a system that went with the import that made it
    system uuid not null,
    import uuid not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table system_name (              -- what else a system is or was called: former names, spellings, codes
    system uuid not null,
    name varchar not null,
    import uuid,
    sequence bigint not null,
    recorded timestamp not null
);

create table gathering (
    id uuid not null,
    version integer not null,
    system uuid not null,               -- where it was held, and from where alone it is seen
    cycle uuid,
    name varchar not null,
    about varchar not null,
    begun date,
    ended date,
    import uuid,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table statement (
    id uuid not null,
    version integer not null,
    gathering uuid not null,
    place integer not null,             -- its place in the order in which statements were written
    words varchar not null,
    moderation varchar not null,        -- accepted, not looked at, held aside
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table statement_vote (           -- somebody who votes again adds a row: the latest counts
    gathering uuid not null,
    statement uuid not null,
    person varchar not null,            -- an opaque key: the same person again within one gathering
    vote varchar not null,              -- rings true, not for me, not sure
    sequence bigint not null,
    recorded timestamp not null
);

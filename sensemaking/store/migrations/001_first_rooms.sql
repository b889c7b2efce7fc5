-- The store as it begins. Rows are added and never changed: what changes is a new version, and what
-- is taken back is named in a table of its own. No foreign keys: anything a person may take back must
-- be able to go. Plain columns only, so that PostgreSQL can hold the same tables.
--
-- The writer fills in two columns of every row: `recorded`, what the clock said (UTC; clocks go back),
-- and `sequence`, the place in the order of keeping, which never goes back: order by that.

create table system (
    id uuid not null,
    version integer not null,
    scale smallint not null,            -- 1 person, 2 team, 3 organisation, 4 place, 5 country
    name varchar not null,
    parent uuid,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table cycle (
    id uuid not null,
    version integer not null,
    system uuid not null,
    name varchar not null,
    purpose varchar not null,
    stages varchar[] not null,
    begun date,
    ended date,
    follows uuid,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table experiment (
    id uuid not null,
    version integer not null,
    cycle uuid not null,
    name varchar not null,
    hunch varchar not null,
    actions varchar not null,
    designed_with varchar not null,
    watching varchar not null,
    seen varchar not null,
    became varchar not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table theme (
    id uuid not null,
    version integer not null,
    name varchar not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table measure (
    id uuid not null,
    version integer not null,
    name varchar not null,
    unit varchar not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table question (
    id uuid not null,
    version integer not null,
    words varchar not null,
    form varchar not null,              -- a choice, between two poles, a number
    low varchar not null,
    high varchar not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table observation (
    id uuid not null,
    version integer not null,
    system uuid not null,
    kind varchar not null,              -- story, noticing, measure
    day date not null,                  -- the local day it speaks of
    words varchar not null,
    prompt varchar not null,            -- the question the words answer
    whose varchar not null,
    cycle uuid,
    experiment uuid,
    teller varchar,                     -- an opaque key: the same person again; null stores nobody
    themes uuid[] not null,
    measure uuid,
    value double,
    travels smallint,                   -- the widest scale it may reach; null stays where it was told
    quotable boolean not null,
    usable_until date,
    reviewed boolean not null,          -- a second person looked before it travelled
    import uuid,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table observation_ended (        -- a version that a correction replaced or its writer took back
    observation uuid not null,
    version integer not null,
    reason varchar not null,            -- corrected, taken back
    sequence bigint not null,
    recorded timestamp not null,
    primary key (observation, version)
);

create table theme_given (              -- who gave a theme: teller, reader, file
    observation uuid not null,
    version integer not null,
    theme uuid not null,
    giver varchar not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table meaning (                  -- a teller's own answer about their own story
    observation uuid not null,
    version integer not null,
    question uuid not null,
    choice varchar,
    number double,
    sequence bigint not null,
    recorded timestamp not null
);

create table import (
    id uuid not null,
    file_name varchar not null,
    mapping varchar not null,           -- the column mapping as JSON, to see again how it was read
    rows_brought_in bigint not null,
    rows_refused bigint not null,
    rows_set_aside bigint not null,
    looked_through_by varchar not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id)
);

create table import_undone (
    import uuid not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (import)
);

create table pattern (
    id uuid not null,
    version integer not null,
    system uuid not null,
    lens varchar not null,
    focus varchar not null,
    title varchar not null,
    told varchar not null,
    choice varchar not null,
    mark varchar not null,
    name varchar not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table pattern_observation (
    pattern uuid not null,
    observation uuid not null,
    place integer not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table reading (
    id uuid not null,
    version integer not null,
    system uuid not null,
    pattern uuid,
    cycle uuid,
    beside uuid,                        -- the reading it differs from
    day date not null,                  -- the local day it was written
    words varchar not null,
    who varchar not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table reading_revisited (
    reading uuid not null,
    day date not null,
    standing varchar not null,          -- held, shifted, let go
    why varchar not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table note (
    id uuid not null,
    version integer not null,
    system uuid not null,
    cycle uuid,
    title varchar not null,
    body varchar not null,              -- Markdown; quotes are references
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table receipt (                  -- every acknowledged contribution, by the id its sender made
    id uuid not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id)
);

create table event (                    -- who did what to which id and when; never the words
    sequence bigint not null,
    act varchar not null,
    subject uuid not null,
    actor varchar not null,
    recorded timestamp not null,
    primary key (sequence)
);

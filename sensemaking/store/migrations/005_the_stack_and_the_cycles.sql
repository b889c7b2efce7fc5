-- How far words may travel, said again after they were told; what a cycle asks, carries over and changes; challenges to
-- business as usual on their way out and back; the map of a system; and what rests on what.
--
-- Nothing is added to the tables that are there (see 002): what is new about an observation has tables of its own, and
-- the latest row counts.

create table consent_changed (          -- how far it may travel from now on, counted from its home
    observation uuid not null,
    travels smallint,                   -- the widest scale it may reach; null stays where it was told
    quotable boolean not null,
    usable_until date,
    sequence bigint not null,
    recorded timestamp not null
);

create table agreed (                   -- whether the person a story is about agreed to it, and who says so
    observation uuid not null,
    agrees boolean not null,
    who varchar not null,               -- by whom, in words: "she herself", "his guardian"
    day date not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table reviewer (                 -- whom a group chose to look through what may travel
    system uuid not null,
    who varchar not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table review (                   -- a second look at one version of its words, before they travel
    observation uuid not null,
    version integer not null,
    reaches smallint,                   -- the widest scale they were looked through for; null keeps them at home
    paraphrase varchar not null,        -- what travels in their place; '' where the words themselves may
    why varchar not null,
    who varchar not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table spoken_by (                -- as whom somebody speaks, where they said so
    observation uuid not null,
    voice varchar not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table taken_away (               -- a file that left, and the observations it quotes
    id uuid not null,
    system uuid not null,
    note uuid,
    title varchar not null,
    kind varchar not null,              -- as which kind of file
    quotes uuid[] not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table answer (                   -- to a question of data/questions, by a system or in one of its cycles
    id uuid not null,
    version integer not null,
    system uuid not null,
    cycle uuid,
    question varchar not null,          -- its key in the file
    day date not null,
    words varchar not null,             -- '' in a later version: taken back
    who varchar not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table answers_joined (           -- answers that people put together on the board and gave a name
    id uuid not null,
    version integer not null,
    system uuid not null,
    name varchar not null,
    answers uuid[] not null,            -- none in a later version: taken apart again
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table carried_over (             -- what a cycle takes with it from the one it follows
    cycle uuid not null,
    what uuid,                          -- a reading, an experiment, an answer, a challenge; null: words by themselves
    words varchar not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table cycle_joined (             -- two cycles that learn about something alike, or one that is part of a wider one
    id uuid not null,
    version integer not null,
    cycle uuid not null,                -- the one that asked
    other uuid not null,
    how varchar not null,               -- beside, wider
    words varchar not null,
    standing varchar not null,          -- offered, agreed, declined, ended
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table change (                   -- a change to business as usual, as it was made
    id uuid not null,
    version integer not null,
    system uuid not null,
    cycle uuid,
    day date not null,
    words varchar not null,             -- '' in a later version: taken back
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table because (                  -- what rests on what: a change on a decision, a decision on a reading
    what uuid not null,
    rests_on uuid not null,
    sequence bigint not null,
    recorded timestamp not null
);

create table challenge_event (          -- a challenge is worked out from what happened to it, as a gathering is
    id uuid not null,
    challenge uuid not null,
    act varchar not null,
    system uuid not null,               -- the system that did it
    told varchar not null,              -- JSON
    sequence bigint not null,
    recorded timestamp not null
);

create table part (                     -- of the map of a system: an actor or a factor that people named
    id uuid not null,
    version integer not null,
    system uuid not null,
    cycle uuid,
    kind varchar not null,              -- actor, factor
    name varchar not null,              -- '' in a later version: taken off the map
    words varchar not null,
    themes uuid[] not null,
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

create table link (                     -- between two parts of the map
    id uuid not null,
    version integer not null,
    system uuid not null,
    cycle uuid,
    goes_from uuid not null,
    goes_to uuid not null,
    kind varchar not null,              -- influences, enables, blocks; '' in a later version: taken off the map
    words varchar not null,
    observation uuid,                   -- the one that says so
    sequence bigint not null,
    recorded timestamp not null,
    primary key (id, version)
);

-- What happens in a gathering, act by act. A gathering as it is now is worked out from this and from nothing else;
-- what outlasts it (observations, patterns, readings, statements and how they were answered) has its own tables besides.

create table gathering_event (
    id uuid not null,                   -- made by whoever sent it: sent twice, it happened once
    gathering uuid not null,
    act varchar not null,
    subject uuid not null,              -- what it was done to: a contribution, a pile, a reading; never who did it
    told varchar not null,              -- JSON; people's words among it, never who a phone belongs to
    sequence bigint not null,
    recorded timestamp not null
);

create table attachment (               -- a picture kept with a gathering: a flipchart, a drawing
    id uuid not null,
    gathering uuid not null,
    says varchar not null,              -- the line that tells what it shows
    media_type varchar not null,
    content blob not null,
    sequence bigint not null,
    recorded timestamp not null
);

CREATE TABLE sports (
    slug TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- A sport that old games still name can only be hidden.
    active BOOLEAN NOT NULL
);

CREATE TABLE venues (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    address TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_by BIGINT REFERENCES players (id),
    created_at BIGINT NOT NULL,
    -- A retired venue is offered for no new game.
    retired_at BIGINT
);

CREATE TABLE series (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    organizer_id BIGINT NOT NULL REFERENCES players (id),
    every_weeks INTEGER NOT NULL,
    -- When each game's sign-up opens: so many days before, at this wall time. Empty: at once.
    opens_days_before INTEGER,
    opens_time TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE games (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    status TEXT NOT NULL,
    visibility TEXT NOT NULL,
    -- The random part of an unlisted game's link.
    link_key TEXT NOT NULL,
    organizer_id BIGINT NOT NULL REFERENCES players (id),
    series_id BIGINT REFERENCES series (id),
    -- Set when a game of a series was changed on its own: "this and following" leaves it alone.
    edited_by_hand BOOLEAN NOT NULL,
    sport TEXT NOT NULL REFERENCES sports (slug),
    title TEXT NOT NULL,
    -- Title, venue and sport, folded, for the text filter.
    search_text TEXT NOT NULL,
    venue_id BIGINT REFERENCES venues (id),
    -- Free text where there is no venue, otherwise empty.
    place TEXT NOT NULL,
    -- Wall time and zone are what the organizer meant; the instants are derived from them.
    time_zone TEXT NOT NULL,
    starts_wall TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    minutes INTEGER NOT NULL,
    ends_at BIGINT NOT NULL,
    local_date TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    minimum INTEGER NOT NULL,
    max_guests INTEGER NOT NULL,
    price BIGINT NOT NULL,
    how_to_pay TEXT NOT NULL,
    level TEXT NOT NULL,
    description TEXT NOT NULL,
    opens_wall TEXT,
    opens_at BIGINT,
    closes_wall TEXT,
    closes_at BIGINT NOT NULL,
    -- When a closing was first acted on: a clock set back afterwards reopens nothing.
    closed_at BIGINT,
    deadline_hours INTEGER NOT NULL,
    deadline_at BIGINT NOT NULL,
    cancelled_reason TEXT NOT NULL,
    published_at BIGINT,
    cancelled_at BIGINT,
    created_at BIGINT NOT NULL,
    -- Raised by every change that a page of this game shows.
    version BIGINT NOT NULL,
    -- The line's order is a counter of the game: clocks tie, differ between instances, and are set back.
    next_place BIGINT NOT NULL,
    -- Kept beside the registrations, in the same transaction, so that a list need not count them.
    taken INTEGER NOT NULL,
    guests INTEGER NOT NULL,
    waiting INTEGER NOT NULL
);
CREATE INDEX games_start ON games (starts_at, id);
CREATE INDEX games_organizer ON games (organizer_id, starts_at);
CREATE INDEX games_series ON games (series_id, starts_at);
CREATE INDEX games_venue ON games (venue_id, starts_at);
CREATE INDEX games_sport ON games (sport, starts_at);

CREATE TABLE game_organizers (
    game_id BIGINT NOT NULL REFERENCES games (id),
    player_id BIGINT NOT NULL REFERENCES players (id),
    PRIMARY KEY (game_id, player_id)
);
CREATE INDEX game_organizers_player ON game_organizers (player_id);

CREATE TABLE registrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    game_id BIGINT NOT NULL REFERENCES games (id),
    player_id BIGINT NOT NULL REFERENCES players (id),
    status TEXT NOT NULL,
    party_size INTEGER NOT NULL,
    place BIGINT NOT NULL,
    -- To the organizer.
    note TEXT NOT NULL,
    -- The organizer who added the player by hand.
    added_by BIGINT REFERENCES players (id),
    -- Dropped out of a seat after the deadline.
    late BOOLEAN NOT NULL,
    attendance TEXT,
    created_at BIGINT NOT NULL,
    seated_at BIGINT,
    withdrawn_at BIGINT
);
-- A player is in a game at most once, whatever two taps or two instances do.
CREATE UNIQUE INDEX registrations_active ON registrations (game_id, player_id) WHERE status <> 'withdrawn';
-- The line's order is a counter of the game, never the clock.
CREATE UNIQUE INDEX registrations_line ON registrations (game_id, place);
CREATE INDEX registrations_player ON registrations (player_id, game_id);

CREATE TABLE guests (
    registration_id BIGINT NOT NULL REFERENCES registrations (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (registration_id, position)
);

-- A game's visible history. Replayed from empty it gives the present roster; names are looked up, never stored.
CREATE TABLE timeline (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    game_id BIGINT NOT NULL REFERENCES games (id),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- Who did it, where it was not the player of the registration.
    actor_id BIGINT REFERENCES players (id),
    registration_id BIGINT REFERENCES registrations (id),
    -- What the registration is after this event.
    status TEXT,
    party_size INTEGER,
    place BIGINT,
    -- What changed on the game, in words: before and after.
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX timeline_game ON timeline (game_id, id);

-- What a player must be told, written in the transaction that caused it: never lost, never told of what did not happen.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    player_id BIGINT NOT NULL REFERENCES players (id),
    game_id BIGINT NOT NULL REFERENCES games (id),
    registration_id BIGINT NOT NULL REFERENCES registrations (id),
    kind TEXT NOT NULL,
    -- The registration's place when it was written.
    place BIGINT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
-- Each place in line is promoted at most once.
CREATE UNIQUE INDEX outbox_moved_in ON outbox (registration_id, place) WHERE kind = 'moved_in';
CREATE INDEX outbox_player ON outbox (player_id, id);

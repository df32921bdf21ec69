-- Whether a name is enough to join, or an account is asked for: the site's rule, and a game's own where it has one.
-- A site that is there already goes on asking for accounts until its admin decides otherwise.
ALTER TABLE site ADD COLUMN who_joins TEXT NOT NULL DEFAULT 'accounts';
ALTER TABLE games ADD COLUMN who_joins TEXT;

-- Players who came in by typing a name: into which game, and from where. Address and browser are hashes under a key
-- that is not in here; they keep one person from filling a game, and tell a second tap from a second player.
CREATE TABLE arrivals (
    player_id BIGINT PRIMARY KEY NOT NULL REFERENCES players (id),
    game_id BIGINT NOT NULL REFERENCES games (id),
    address TEXT NOT NULL,
    browser TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX arrivals_address ON arrivals (game_id, address);

-- Players whom an organizer keeps out of all games of theirs.
CREATE TABLE blocks (
    organizer_id BIGINT NOT NULL REFERENCES players (id),
    player_id BIGINT NOT NULL REFERENCES players (id),
    -- Who did it: the organizer, a co-organizer or an admin.
    blocked_by BIGINT NOT NULL REFERENCES players (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organizer_id, player_id)
);
CREATE INDEX blocks_player ON blocks (player_id);

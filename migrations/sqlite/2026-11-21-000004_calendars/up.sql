-- How often time, place or state of a game have changed: a calendar believes the entry with the greater number.
ALTER TABLE games ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
-- When an organizer last changed it: what a calendar's entry says must not depend on when it is fetched.
ALTER TABLE games ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
UPDATE games SET changed_at = COALESCE(cancelled_at, published_at, created_at);

-- Random, and part of every entry's name in calendars, so that a site that moves to another address keeps them.
ALTER TABLE site ADD COLUMN calendar_id TEXT NOT NULL DEFAULT '';
UPDATE site SET calendar_id = lower(hex(randomblob(16)));

-- A player's own calendar has a secret address. Only its hash is kept.
CREATE TABLE calendar_feeds (
    player_id BIGINT PRIMARY KEY NOT NULL REFERENCES players (id),
    token_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX calendar_feeds_token ON calendar_feeds (token_hash);

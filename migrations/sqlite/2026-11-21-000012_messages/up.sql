-- What those who run a game have told its players. Its words are here once, however many were told.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    game_id BIGINT NOT NULL REFERENCES games (id),
    sender_id BIGINT NOT NULL REFERENCES players (id),
    -- Everybody, those in, or those waiting.
    audience TEXT NOT NULL,
    text TEXT NOT NULL,
    -- Where answers go; empty where the sender keeps their address to themselves.
    reply_to TEXT,
    -- How many were told.
    told BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX messages_game ON messages (game_id, id);
CREATE INDEX messages_sender ON messages (sender_id, created_at);

ALTER TABLE outbox ADD COLUMN message_id BIGINT REFERENCES messages (id);
-- Where answers to a letter go, if not to the site.
ALTER TABLE mails ADD COLUMN reply_to TEXT NOT NULL DEFAULT '';

-- The next instant at which something happens in a game by itself; empty where nothing will. What was due by
-- `settled_at` is done, or was past when the game got its times.
ALTER TABLE games ADD COLUMN due_at BIGINT;
ALTER TABLE games ADD COLUMN settled_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX games_due ON games (due_at) WHERE due_at IS NOT NULL;
-- The first look at a game finds out what comes next in it.
UPDATE games SET due_at = unixepoch(), settled_at = unixepoch() WHERE status = 'published' AND ends_at > unixepoch();

-- Organizers are told about games in which they have no registration.
CREATE TABLE outbox_of_all (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    player_id BIGINT NOT NULL REFERENCES players (id),
    game_id BIGINT NOT NULL REFERENCES games (id),
    -- Empty where it is about the game itself.
    registration_id BIGINT REFERENCES registrations (id),
    kind TEXT NOT NULL,
    -- The registration's place when it was written; 0 without one.
    place BIGINT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    mail_at BIGINT
);
INSERT INTO outbox_of_all (id, player_id, game_id, registration_id, kind, place, before, after, created_at, mail_at)
SELECT id, player_id, game_id, registration_id, kind, place, before, after, created_at, mail_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_of_all RENAME TO outbox;
-- Each place in line is promoted at most once.
CREATE UNIQUE INDEX outbox_moved_in ON outbox (registration_id, place) WHERE kind = 'moved_in';
CREATE INDEX outbox_player ON outbox (player_id, id);
CREATE INDEX outbox_to_mail ON outbox (mail_at) WHERE mail_at IS NOT NULL;

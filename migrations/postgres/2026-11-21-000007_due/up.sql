-- The next instant at which something happens in a game by itself; empty where nothing will. What was due by
-- `settled_at` is done, or was past when the game got its times.
ALTER TABLE games ADD COLUMN due_at BIGINT;
ALTER TABLE games ADD COLUMN settled_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX games_due ON games (due_at) WHERE due_at IS NOT NULL;
-- The first look at a game finds out what comes next in it.
UPDATE games SET due_at = EXTRACT(EPOCH FROM now())::BIGINT, settled_at = EXTRACT(EPOCH FROM now())::BIGINT
WHERE status = 'published' AND ends_at > EXTRACT(EPOCH FROM now())::BIGINT;

-- Organizers are told about games in which they have no registration: empty where it is about the game itself, and
-- then `place` is 0.
ALTER TABLE outbox ALTER COLUMN registration_id DROP NOT NULL;

-- How many days after a game what is personal about it is removed; empty: it is kept. Counts, sizes and places stay.
ALTER TABLE site ADD COLUMN keep_days INTEGER;
-- When that was last done to the end.
ALTER TABLE site ADD COLUMN forgot_at BIGINT;
-- When it was done for this game.
ALTER TABLE games ADD COLUMN forgotten_at BIGINT;
CREATE INDEX games_to_forget ON games (ends_at) WHERE forgotten_at IS NULL;
-- What somebody did for others, for the file of their own data: no join of a player's own touches these.
CREATE INDEX timeline_actor ON timeline (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX registrations_added_by ON registrations (added_by) WHERE added_by IS NOT NULL;

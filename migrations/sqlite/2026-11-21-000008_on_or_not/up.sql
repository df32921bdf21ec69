-- Hours before the start at which a game is called off by itself where fewer than its minimum are in; empty: never.
ALTER TABLE games ADD COLUMN cancel_hours INTEGER;

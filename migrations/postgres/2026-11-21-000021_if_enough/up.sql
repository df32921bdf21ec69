-- "I'm in if we get 8": the number of such a registration, which holds no seat and is not in the line; empty for others.
ALTER TABLE registrations ADD COLUMN only_if INTEGER;
-- How many such registrations a game has, so that joining one without any costs no more than before.
ALTER TABLE games ADD COLUMN conditional INTEGER NOT NULL DEFAULT 0;

-- Seats that are held for somebody who has not said yes: they are taken, but nobody is in with them. Kept on the game, so
-- that lists know how many are in without another question.
ALTER TABLE games ADD COLUMN offered INTEGER NOT NULL DEFAULT 0;
UPDATE games SET offered = (
    SELECT SUM(party_size) FROM registrations WHERE registrations.game_id = games.id AND registrations.status = 'offered'
) WHERE id IN (SELECT game_id FROM registrations WHERE status = 'offered');

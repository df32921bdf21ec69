-- One index instead of two, ordered by player: in a game where many wait, an index that begins with the game has pages of
-- its own there, and each newcomer changes another of them.
DROP INDEX registrations_active;
DROP INDEX registrations_player;
-- A player is in a game at most once, whatever two taps or two instances do; nulls are distinct from each other, so that
-- they may have left it any number of times.
CREATE UNIQUE INDEX registrations_player
    ON registrations (player_id, game_id, (CASE WHEN status <> 'withdrawn' THEN 1 END));
-- Who dropped out late of a game: few of them, and no join touches it.
CREATE INDEX registrations_late ON registrations (game_id) WHERE late;

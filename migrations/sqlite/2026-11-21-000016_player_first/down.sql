DROP INDEX registrations_late;
DROP INDEX registrations_player;
CREATE UNIQUE INDEX registrations_active ON registrations (game_id, player_id) WHERE status <> 'withdrawn';
CREATE INDEX registrations_player ON registrations (player_id, game_id);

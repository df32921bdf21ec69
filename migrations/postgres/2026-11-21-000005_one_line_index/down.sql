DROP INDEX registrations_place;
CREATE UNIQUE INDEX registrations_line ON registrations (game_id, place);
CREATE INDEX registrations_roster ON registrations (game_id, status, place, party_size) WHERE status <> 'withdrawn';

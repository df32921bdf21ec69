-- One index for a game's roster and its line instead of two: in a game where many wait each index has a page of its own,
-- which every newcomer changes.
DROP INDEX registrations_roster;
DROP INDEX registrations_line;
-- No place is given twice among those who are in or waiting.
CREATE UNIQUE INDEX registrations_place ON registrations (game_id, place) WHERE status <> 'withdrawn';

-- Counting a game's roster, and finding the first in its line that fits, read this index alone: their cost does not grow
-- with old registrations, and hardly with the line.
CREATE INDEX registrations_roster ON registrations (game_id, status, place, party_size) WHERE status <> 'withdrawn';

CREATE TABLE outbox_of_registrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    player_id BIGINT NOT NULL REFERENCES players (id),
    game_id BIGINT NOT NULL REFERENCES games (id),
    registration_id BIGINT NOT NULL REFERENCES registrations (id),
    kind TEXT NOT NULL,
    place BIGINT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    mail_at BIGINT
);
INSERT INTO outbox_of_registrations (id, player_id, game_id, registration_id, kind, place, before, after, created_at, mail_at)
SELECT id, player_id, game_id, registration_id, kind, place, before, after, created_at, mail_at FROM outbox
WHERE registration_id IS NOT NULL;
DROP TABLE outbox;
ALTER TABLE outbox_of_registrations RENAME TO outbox;
CREATE UNIQUE INDEX outbox_moved_in ON outbox (registration_id, place) WHERE kind = 'moved_in';
CREATE INDEX outbox_player ON outbox (player_id, id);
CREATE INDEX outbox_to_mail ON outbox (mail_at) WHERE mail_at IS NOT NULL;
DROP INDEX games_due;
ALTER TABLE games DROP COLUMN settled_at;
ALTER TABLE games DROP COLUMN due_at;

DELETE FROM outbox WHERE registration_id IS NULL;
ALTER TABLE outbox ALTER COLUMN registration_id SET NOT NULL;
DROP INDEX games_due;
ALTER TABLE games DROP COLUMN settled_at;
ALTER TABLE games DROP COLUMN due_at;

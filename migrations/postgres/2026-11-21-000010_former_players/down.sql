DROP INDEX registrations_added_by;
DROP INDEX timeline_actor;
DROP INDEX games_to_forget;
ALTER TABLE games DROP COLUMN forgotten_at;
ALTER TABLE site DROP COLUMN forgot_at;
ALTER TABLE site DROP COLUMN keep_days;

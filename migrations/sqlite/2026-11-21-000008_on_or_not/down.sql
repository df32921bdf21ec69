ALTER TABLE games DROP COLUMN cancel_hours;

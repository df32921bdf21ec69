-- What can wait is not mailed in these hours of the reader's day; empty for never.
ALTER TABLE site ADD COLUMN quiet_hours TEXT NOT NULL DEFAULT '22:00-08:00';
-- Whether a reader wants them.
ALTER TABLE accounts ADD COLUMN keeps_quiet BOOLEAN NOT NULL DEFAULT TRUE;

-- The game as an entry for the reader's own calendar, as it was when the letter was written: each try sends the same.
ALTER TABLE mails ADD COLUMN calendar TEXT NOT NULL DEFAULT '';

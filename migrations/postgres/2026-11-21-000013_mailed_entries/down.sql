ALTER TABLE mails DROP COLUMN calendar;

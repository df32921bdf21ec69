ALTER TABLE accounts DROP COLUMN reminder;

ALTER TABLE mails DROP COLUMN outbox_id;

ALTER TABLE mails DROP COLUMN reply_to;
DELETE FROM outbox WHERE message_id IS NOT NULL;
ALTER TABLE outbox DROP COLUMN message_id;
DROP TABLE messages;

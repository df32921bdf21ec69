DROP TABLE mails;
DROP TABLE notices_off;
DROP INDEX outbox_to_mail;
ALTER TABLE outbox DROP COLUMN mail_at;
ALTER TABLE tokens DROP COLUMN email;
ALTER TABLE accounts DROP COLUMN confirmed_at;

DROP INDEX tokens_expiry;
DROP INDEX mails_state;
CREATE INDEX mails_failed ON mails (id) WHERE state = 'failed';

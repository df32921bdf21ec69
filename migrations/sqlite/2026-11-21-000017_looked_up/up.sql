-- The letters that failed or were given up are looked up by their state, bound as a parameter: a partial index is not found
-- that way.
DROP INDEX mails_failed;
CREATE INDEX mails_state ON mails (state, id);
-- What has expired is cleared away each day.
CREATE INDEX tokens_expiry ON tokens (expires_at);

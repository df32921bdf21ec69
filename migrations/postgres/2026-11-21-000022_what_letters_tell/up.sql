-- What a letter tells, so that it can be asked before it is sent whether that is still so. No reference: what is forgotten
-- goes from the outbox without a look at all letters.
ALTER TABLE mails ADD COLUMN outbox_id BIGINT;

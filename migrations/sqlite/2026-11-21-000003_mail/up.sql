-- Mail goes only to an address whose owner has said that it is theirs.
ALTER TABLE accounts ADD COLUMN confirmed_at BIGINT;

-- The address to which the link was sent: who presses its button has shown that it is theirs.
ALTER TABLE tokens ADD COLUMN email TEXT;

-- From when on a message is to be mailed; empty once that is settled, by a mail or by there being none to send.
ALTER TABLE outbox ADD COLUMN mail_at BIGINT;
CREATE INDEX outbox_to_mail ON outbox (mail_at) WHERE mail_at IS NOT NULL;

-- What a player does not want to be mailed.
CREATE TABLE notices_off (
    player_id BIGINT NOT NULL REFERENCES players (id),
    kind TEXT NOT NULL,
    PRIMARY KEY (player_id, kind)
);

-- Letters, with their words as they were when they were written: each try sends the same.
CREATE TABLE mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL,
    -- Empty where somebody who is not signed in asked for one, until the worker has looked whose address it is.
    player_id BIGINT REFERENCES players (id),
    recipient TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Made once: a mail that arrives twice is known by it.
    message_id TEXT NOT NULL,
    -- Secrets of links are not in here, only where they go; they follow from the message id and the site's key.
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    html TEXT NOT NULL,
    -- The hash of the secret by which its reader stops mails of this kind.
    stop_hash TEXT,
    attempts INTEGER NOT NULL,
    -- When it is tried next; empty once it is settled.
    next_at BIGINT,
    -- An instance is sending it, and others keep away until then.
    claimed_until BIGINT,
    -- What the server last said.
    last_error TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX mails_due ON mails (next_at) WHERE next_at IS NOT NULL;
CREATE UNIQUE INDEX mails_stop ON mails (stop_hash) WHERE stop_hash IS NOT NULL;
CREATE INDEX mails_created ON mails (created_at);
CREATE INDEX mails_player ON mails (player_id);
CREATE INDEX mails_failed ON mails (id) WHERE state = 'failed';

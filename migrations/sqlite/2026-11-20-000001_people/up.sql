-- A player is a name. An account is an optional part of it, so that somebody added by an organizer,
-- or later by name alone, is the same noun as somebody with a password.
CREATE TABLE players (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    -- Lower case without accents: LIKE differs in case between SQLite and Postgres.
    name_folded TEXT NOT NULL,
    role TEXT NOT NULL,
    time_zone TEXT,
    -- The organizer who added this player by name.
    added_by BIGINT REFERENCES players (id),
    disabled_at BIGINT,
    deleted_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX players_name ON players (name_folded);

CREATE TABLE accounts (
    player_id BIGINT PRIMARY KEY NOT NULL REFERENCES players (id),
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    -- Empty for an account that an admin made: its owner comes in by a sign-in link.
    password_hash TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX accounts_email ON accounts (email_folded);

-- Only the hash of a session's token is kept, so that a stolen backup opens no account.
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    player_id BIGINT NOT NULL REFERENCES players (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    device TEXT NOT NULL
);
CREATE INDEX sessions_player ON sessions (player_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- One-time links: setting up an empty site, signing in without a password.
CREATE TABLE tokens (
    token_hash TEXT PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    player_id BIGINT REFERENCES players (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX tokens_player ON tokens (player_id);

-- When its owner is reminded of a game: the evening before, or in the morning. That it is not mailed at all is in
-- `notices_off`, as for any other kind.
ALTER TABLE accounts ADD COLUMN reminder TEXT NOT NULL DEFAULT 'evening';

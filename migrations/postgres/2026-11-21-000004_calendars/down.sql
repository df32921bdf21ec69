DROP TABLE calendar_feeds;
ALTER TABLE site DROP COLUMN calendar_id;
ALTER TABLE games DROP COLUMN changed_at;
ALTER TABLE games DROP COLUMN sequence;

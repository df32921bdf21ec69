DROP TABLE blocks;
DROP TABLE arrivals;
ALTER TABLE games DROP COLUMN who_joins;
ALTER TABLE site DROP COLUMN who_joins;

DROP INDEX arrivals_address;
CREATE INDEX arrivals_address ON arrivals (game_id, address);

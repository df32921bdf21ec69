-- How many spots of a game are those of names from one address is asked of all names from there, whatever game they came
-- into first.
DROP INDEX arrivals_address;
CREATE INDEX arrivals_address ON arrivals (address, game_id);

-- How many spots of a game are those of names from one address is asked of all names from there, whatever game they came
-- into first.
CREATE INDEX arrivals_from ON arrivals (address);

DROP INDEX arrivals_from;

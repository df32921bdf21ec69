ALTER TABLE accounts DROP COLUMN keeps_quiet;
ALTER TABLE site DROP COLUMN quiet_hours;

DROP INDEX registrations_roster;

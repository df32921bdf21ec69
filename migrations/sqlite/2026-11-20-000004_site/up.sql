-- The site's one row is written when its first admin sets it up; without it the site is empty.
CREATE TABLE site (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    colour TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    who_organizes TEXT NOT NULL,
    who_signs_up TEXT NOT NULL,
    contact TEXT NOT NULL,
    privacy TEXT NOT NULL,
    terms TEXT NOT NULL,
    -- The time zone data from which the games' instants were derived.
    tzdb TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at BIGINT NOT NULL,
    -- Empty: the command line.
    actor_id BIGINT REFERENCES players (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL
);

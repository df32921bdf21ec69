-- How the waitlist changes gear before the start: the site's numbers, and a game's own where it has some.
ALTER TABLE site ADD COLUMN at_once_hours INTEGER NOT NULL DEFAULT 24;
ALTER TABLE site ADD COLUMN short_hold_hours INTEGER NOT NULL DEFAULT 4;
ALTER TABLE site ADD COLUMN open_hours INTEGER NOT NULL DEFAULT 1;
ALTER TABLE site ADD COLUMN long_hold_minutes INTEGER NOT NULL DEFAULT 120;
ALTER TABLE site ADD COLUMN short_hold_minutes INTEGER NOT NULL DEFAULT 30;
ALTER TABLE site ADD COLUMN newcomers_minutes INTEGER NOT NULL DEFAULT 15;
-- Whether the program that was started last has a mail server: without one nobody gets an offer that ends.
ALTER TABLE site ADD COLUMN has_mail BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE games ADD COLUMN at_once_hours INTEGER;
ALTER TABLE games ADD COLUMN short_hold_hours INTEGER;
ALTER TABLE games ADD COLUMN open_hours INTEGER;
ALTER TABLE games ADD COLUMN long_hold_minutes INTEGER;
ALTER TABLE games ADD COLUMN short_hold_minutes INTEGER;
ALTER TABLE games ADD COLUMN newcomers_minutes INTEGER;

-- The seats on offer to everybody waiting, earliest first, each as the second from which newcomers may take it too and
-- the first place in line that came after it: "1805976900@17 1805976950@18".
ALTER TABLE games ADD COLUMN open_seats TEXT NOT NULL DEFAULT '';

-- Until when a seat is or was held for the party. It stays when the offer was taken: who took one knew what they took.
ALTER TABLE registrations ADD COLUMN offer_until BIGINT;
-- A waiting player wants to hear until then, or not at all.
ALTER TABLE registrations ADD COLUMN hear_by BIGINT;
-- An offer ended or was declined: passed over until the player still wants in.
ALTER TABLE registrations ADD COLUMN rests BOOLEAN NOT NULL DEFAULT FALSE;

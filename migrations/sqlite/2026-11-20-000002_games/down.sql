DROP TABLE game_organizers;
DROP TABLE games;
DROP TABLE series;
DROP TABLE venues;
DROP TABLE sports;

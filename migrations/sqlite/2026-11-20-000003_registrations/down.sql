DROP TABLE outbox;
DROP TABLE timeline;
DROP TABLE guests;
DROP TABLE registrations;

DELETE FROM outbox WHERE registration_id IN (SELECT id FROM registrations WHERE status = 'conditional');
UPDATE registrations SET status = 'withdrawn', withdrawn_at = created_at WHERE status = 'conditional';
ALTER TABLE games DROP COLUMN conditional;
ALTER TABLE registrations DROP COLUMN only_if;

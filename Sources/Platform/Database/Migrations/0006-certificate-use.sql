-- A kiosk renews its certificate by itself: the one before ends when the next one is first used.

ALTER TABLE kiosk_certificate ADD COLUMN used_at timestamptz;

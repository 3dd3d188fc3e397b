-- A kiosk signs in by a certificate of the platform's own authority; bearer keys are gone.

DROP INDEX kiosk_by_key;
ALTER TABLE kiosk DROP COLUMN key_hash;

-- A code with which a kiosk gets its first certificate: one for each kiosk, used once.
CREATE TABLE enrolment (
    village text NOT NULL, kiosk text NOT NULL,
    code_hash bytea NOT NULL,       -- SHA-256; the code itself is in the operator's file only
    expires_at timestamptz NOT NULL, used_at timestamptz,
    PRIMARY KEY (village, kiosk)
);
CREATE INDEX enrolment_by_code ON enrolment (code_hash);

CREATE TABLE kiosk_certificate (
    village text NOT NULL,
    fingerprint bytea NOT NULL,     -- SHA-256 of the certificate as it goes over the line
    kiosk text NOT NULL, serial text NOT NULL,
    issued_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, revoked_at timestamptz,
    PRIMARY KEY (village, fingerprint)
);
CREATE INDEX kiosk_certificate_by_fingerprint ON kiosk_certificate (fingerprint);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['enrolment', 'kiosk_certificate'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format($policy$CREATE POLICY scope ON %I USING (
            village = current_setting('platform.village', true)
            OR current_setting('platform.county', true) = 'yes')$policy$, name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON enrolment, kiosk_certificate TO platform_app;

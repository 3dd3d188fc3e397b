-- People who sign in to the platform, and what they did. Both belong to the county, not to a
-- village: few rows, looked up by the account's id whatever it is for. On several servers they
-- are kept whole on each.

ALTER TABLE village ADD COLUMN street text;

CREATE TABLE account (
    id text PRIMARY KEY CHECK (id <> ''),
    name bytea NOT NULL,            -- sealed
    role text NOT NULL,             -- as in the table of rights
    street text, village text,      -- its scope; both null for the county
    landlord text,                  -- a landlord's id in his village
    password_hash text NOT NULL,    -- Argon2id, encoded
    secret bytea NOT NULL,          -- sealed: of the one-time codes
    last_step bigint NOT NULL DEFAULT 0,    -- the step of the last code that was taken
    -- Counts new passwords and secrets: sessions of before end.
    generation bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL, disabled_at timestamptz
);

-- Sign-ins, refusals, changes of accounts and looks at people. No personal value stands in it.
CREATE TABLE audit (
    id text PRIMARY KEY,            -- UUIDv7: in the order of time
    at timestamptz NOT NULL,
    account text NOT NULL,          -- 'unknown' for whoever nobody knows, 'operator' for commands
    act text NOT NULL, subject text NOT NULL,
    origin text NOT NULL            -- loopback, network, command
);

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only added to';
END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['account', 'audit'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format($policy$CREATE POLICY scope ON %I USING (
            current_setting('platform.county', true) = 'yes')$policy$, name);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON account TO platform_app;
GRANT SELECT, INSERT ON audit TO platform_app;

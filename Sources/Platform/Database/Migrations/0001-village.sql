-- The platform's tables. The village stands first in every primary key and nothing refers across
-- villages, so that tables can be spread over servers by village with data definition alone.
--
-- Sealed columns (bytea, AES-GCM, bound to table, column and row) hold every personal value.
-- `position` counts the changes of one village; a kiosk asks for everything after the last it has.

CREATE TABLE village (
    -- Never empty: that is what a scope is after the transaction that set it.
    village text PRIMARY KEY CHECK (village <> ''),
    name text NOT NULL,
    -- The last position given out. Its row is locked by whoever changes the village, so that
    -- positions become visible in their order.
    position bigint NOT NULL DEFAULT 0
);

CREATE TABLE landlord (
    village text NOT NULL, id text NOT NULL,
    person bytea NOT NULL,          -- sealed JSON: name, number, phone
    authority text,                 -- JSON of LettingAuthority
    position bigint NOT NULL,
    PRIMARY KEY (village, id)
);

CREATE TABLE house (
    village text NOT NULL, id text NOT NULL,
    address text NOT NULL, colour text NOT NULL, landlord text NOT NULL, land text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (village, id)
);

CREATE TABLE room (
    village text NOT NULL, id text NOT NULL,
    house text NOT NULL, number text NOT NULL,
    capacity integer NOT NULL, area_cm2 integer NOT NULL, rent_fen bigint NOT NULL,
    amenities text NOT NULL,        -- JSON array
    position bigint NOT NULL,
    PRIMARY KEY (village, id)
);

CREATE TABLE controller (
    village text NOT NULL, id text NOT NULL,
    house text NOT NULL, serial bigint NOT NULL, address text NOT NULL,
    card_number text NOT NULL,      -- JSON of CardNumberRule
    position bigint NOT NULL,
    PRIMARY KEY (village, id)
);

CREATE TABLE kiosk (
    village text NOT NULL, id text NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,        -- SHA-256 of its bearer key
    -- The last journal entry that arrived, and the chain's hash there.
    sequence bigint NOT NULL DEFAULT 0, chain bytea,
    PRIMARY KEY (village, id)
);
CREATE INDEX kiosk_by_key ON kiosk (key_hash);

CREATE TABLE event (
    village text NOT NULL, kiosk text NOT NULL, sequence bigint NOT NULL,
    kind text NOT NULL, subject text NOT NULL, at timestamptz NOT NULL,
    body_hash bytea NOT NULL, previous bytea NOT NULL, hash bytea NOT NULL,
    body bytea,                     -- sealed JSON as it came; null for entries that stay at home
    outcome text NOT NULL,          -- the stored answer
    arrived_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (village, kiosk, sequence)
);
CREATE INDEX event_arrived ON event (village, arrived_at);

CREATE TABLE tenancy (
    village text NOT NULL, id text NOT NULL,
    room text NOT NULL, kiosk text NOT NULL, lease text NOT NULL,
    from_day date NOT NULL, until_day date NOT NULL,
    recorded_at timestamptz NOT NULL, ended_at timestamptz,
    person bytea NOT NULL,          -- sealed JSON: document, phone
    masked_name text NOT NULL,      -- first character, the rest hidden
    number_hash bytea NOT NULL,     -- keyed hash of the document's number
    document_sha256 text, settlement_sha256 text,
    position bigint NOT NULL,
    PRIMARY KEY (village, id)
);
CREATE INDEX tenancy_in_room ON tenancy (village, room) WHERE ended_at IS NULL;

CREATE TABLE blob (
    village text NOT NULL, sha256 text NOT NULL,
    size bigint NOT NULL, stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (village, sha256)
);

CREATE TABLE request (
    village text NOT NULL, id text NOT NULL,
    kiosk text NOT NULL,            -- who is to act on it
    body bytea NOT NULL,            -- sealed JSON of TenancyRequest
    expires_at timestamptz NOT NULL,
    answered_at timestamptz, fault text,  -- JSON of Fault; null when it was done
    position bigint NOT NULL,
    PRIMARY KEY (village, id)
);

CREATE TABLE task (
    village text NOT NULL, id text NOT NULL,
    kiosk text NOT NULL,            -- whose clerk settles it
    matter text NOT NULL,           -- JSON of VillageTask.Matter
    subject text NOT NULL,          -- the room
    raised_at timestamptz NOT NULL DEFAULT now(), settled_at timestamptz,
    position bigint NOT NULL,
    PRIMARY KEY (village, id)
);
-- One open task for one subject.
CREATE UNIQUE INDEX task_open ON task (village, subject) WHERE settled_at IS NULL;

-- Rows are visible inside a scope only: one village, or all of them for the county's own pages.
-- Without a scope there are none, also for the tables' owner.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['village', 'landlord', 'house', 'room', 'controller', 'kiosk',
        'event', 'tenancy', 'blob', 'request', 'task'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format($policy$CREATE POLICY scope ON %I USING (
            village = current_setting('platform.village', true)
            OR current_setting('platform.county', true) = 'yes')$policy$, name);
    END LOOP;
END $$;

-- What is asked for after a position.
CREATE INDEX landlord_position ON landlord (village, position);
CREATE INDEX house_position ON house (village, position);
CREATE INDEX room_position ON room (village, position);
CREATE INDEX controller_position ON controller (village, position);
CREATE INDEX tenancy_position ON tenancy (village, position);
CREATE INDEX request_position ON request (village, position);
CREATE INDEX task_position ON task (village, position);

-- The program's role owns nothing and deletes nothing; what has arrived from a kiosk it cannot
-- change either.
GRANT SELECT, INSERT, UPDATE ON village, landlord, house, room, controller, kiosk, tenancy,
    blob, request, task TO platform_app;
GRANT SELECT, INSERT ON event TO platform_app;

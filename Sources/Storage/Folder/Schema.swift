import FoundationEssentials
import GRDB
import Registry
import Sealing

/// Every table. Until the first release with real tenants the schema is rewritten in place and
/// ``version`` counts up, so that a folder of another version is refused, not misread.
enum Schema {
    static let version = 4

    private static let keyCheck = Binding(table: "folder", row: "1", column: "keyCheck")

    /// Makes the tables of a new folder, or checks that an old one is ours, of this version,
    /// of this purpose and sealed with this key.
    static func prepare(
        _ records: Records, purpose: DataFolder.Purpose, at time: Timestamp
    ) throws {
        try records.writeNow { db in
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            guard version != 0 || tables != 0 else {
                try create(db)
                let check = try records.sealer.seal(Array(purpose.rawValue.utf8), bound: keyCheck)
                try db.execute(
                    sql: "INSERT INTO folder VALUES (1, ?, ?, ?)",
                    arguments: [purpose.rawValue, time.milliseconds, check.data])
                try Journal.writeHead(sequence: 0, hash: Journal.origin, records.sealer, db)
                return
            }
            guard version >= Self.version else { throw StorageError.olderFolder }
            guard version == Self.version else { throw StorageError.newerFolder }
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM folder"),
                let made = DataFolder.Purpose(rawValue: try row.text("purpose"))
            else { throw StorageError.damaged }
            guard made == purpose else { throw StorageError.otherPurpose(made) }
            let check = try row.bytes("keyCheck")
            guard let opened = try? records.sealer.open(check, bound: keyCheck),
                opened == Array(purpose.rawValue.utf8)
            else { throw StorageError.otherKey }
        }
    }

    private static func create(_ db: Database) throws {
        try db.execute(
            sql: village + tenancies + settlements + papers + doors + desk + insurance + journal)
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    private static let village = """
        CREATE TABLE folder (
            one INTEGER PRIMARY KEY CHECK (one = 1), purpose TEXT NOT NULL,
            createdAt INTEGER NOT NULL, keyCheck BLOB NOT NULL) STRICT;
        -- person: sealed JSON of name, number and phone. authority: JSON or null.
        CREATE TABLE landlord (
            id TEXT PRIMARY KEY, person BLOB NOT NULL, authority TEXT) STRICT;
        -- A mirror of what the platform keeps: things arrive one by one, a room perhaps before its
        -- house, so none refers to another.
        CREATE TABLE house (
            id TEXT PRIMARY KEY, address TEXT NOT NULL, colour TEXT NOT NULL,
            landlord TEXT NOT NULL, land TEXT NOT NULL) STRICT;
        CREATE TABLE room (
            id TEXT PRIMARY KEY, house TEXT NOT NULL, number TEXT NOT NULL,
            capacity INTEGER NOT NULL, areaCm2 INTEGER NOT NULL, rentFen INTEGER NOT NULL,
            amenities TEXT NOT NULL) STRICT;
        CREATE INDEX room_of_house ON room (house);
        CREATE TABLE controller (
            id TEXT PRIMARY KEY, house TEXT NOT NULL, serial INTEGER NOT NULL,
            address TEXT NOT NULL, cardNumber TEXT NOT NULL) STRICT;
        -- What this kiosk is asked to do; body: sealed TenancyRequest.
        CREATE TABLE request (
            id TEXT PRIMARY KEY, body BLOB NOT NULL, answeredAt INTEGER) STRICT;
        -- How far the mirror and the journal's way up have come.
        CREATE TABLE link (
            one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL,
            uploadNext INTEGER NOT NULL) STRICT;
        INSERT INTO link VALUES (1, 0, 1);

        """

    private static let tenancies = """
        CREATE TABLE archive_document (
            sha256 TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,
            archivedAt INTEGER NOT NULL) STRICT;
        -- document, phone: sealed. …Hash: PersonHashes.
        -- madeBy: the kiosk that owns it; null for this one.
        CREATE TABLE tenancy (
            id TEXT PRIMARY KEY, room TEXT NOT NULL, lease TEXT NOT NULL,
            fromDay TEXT NOT NULL, untilDay TEXT NOT NULL, recordedAt INTEGER NOT NULL,
            endedAt INTEGER, document BLOB NOT NULL, phone BLOB NOT NULL,
            numberHash BLOB NOT NULL, lastFourHash BLOB NOT NULL, phoneHash BLOB NOT NULL,
            nameHash BLOB NOT NULL, initialsHash BLOB NOT NULL, madeBy TEXT) STRICT;
        CREATE UNIQUE INDEX tenancy_by_lease ON tenancy (lease) WHERE madeBy IS NULL;
        CREATE INDEX tenancy_in_room ON tenancy (room) WHERE endedAt IS NULL;
        CREATE INDEX tenancy_of_person ON tenancy (numberHash);
        CREATE INDEX tenancy_by_last_four ON tenancy (lastFourHash);
        CREATE INDEX tenancy_by_phone ON tenancy (phoneHash);
        CREATE INDEX tenancy_by_name ON tenancy (nameHash);
        CREATE INDEX tenancy_by_initials ON tenancy (initialsHash);
        -- draft, signature, identification, consent: sealed JSON.
        CREATE TABLE lease (
            number TEXT PRIMARY KEY, tenancy TEXT NOT NULL UNIQUE REFERENCES tenancy,
            form TEXT NOT NULL, formVersion INTEGER NOT NULL, dataSHA256 TEXT NOT NULL,
            documentSHA256 TEXT NOT NULL REFERENCES archive_document, draft BLOB NOT NULL,
            signature BLOB NOT NULL, identification BLOB NOT NULL,
            consent BLOB NOT NULL, signedAt INTEGER NOT NULL) STRICT;
        CREATE TABLE lease_number (day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
        CREATE TABLE effect (
            id TEXT PRIMARY KEY, tenancy TEXT NOT NULL REFERENCES tenancy, kind TEXT NOT NULL,
            payload BLOB NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
            nextTryAt INTEGER NOT NULL, createdAt INTEGER NOT NULL, changedAt INTEGER NOT NULL,
            fault TEXT) STRICT;
        CREATE INDEX effect_due ON effect (nextTryAt) WHERE state = 'pending';

        """

    private static let settlements = """
        -- body: sealed JSON.
        CREATE TABLE settlement (
            number TEXT PRIMARY KEY, tenancy TEXT NOT NULL UNIQUE REFERENCES tenancy,
            form TEXT NOT NULL, formVersion INTEGER NOT NULL, body BLOB NOT NULL,
            documentSHA256 TEXT NOT NULL REFERENCES archive_document,
            madeAt INTEGER NOT NULL) STRICT;

        """

    private static let papers = """
        -- The photo of the tenant's document, sealed, where kiosk.conf keeps it: the only stored
        -- faces.
        CREATE TABLE photo (
            tenancy TEXT PRIMARY KEY REFERENCES tenancy, photo BLOB NOT NULL,
            keptAt INTEGER NOT NULL) STRICT;
        -- Papers about a person's data: receipts of consent, print-outs, proofs of withdrawal.
        CREATE TABLE paper (
            number TEXT PRIMARY KEY, tenancy TEXT NOT NULL REFERENCES tenancy,
            kind TEXT NOT NULL, form TEXT NOT NULL, formVersion INTEGER NOT NULL,
            documentSHA256 TEXT NOT NULL REFERENCES archive_document,
            madeAt INTEGER NOT NULL) STRICT;
        CREATE INDEX paper_of_tenancy ON paper (tenancy);

        """

    private static let doors = """
        -- What is wanted at the controllers. card: sealed DoorCard, null until its number is
        -- known; cardHash: keyed hash of the number, so that one number has one holder.
        CREATE TABLE door_grant (
            id TEXT PRIMARY KEY, tenancy TEXT NOT NULL REFERENCES tenancy,
            controller TEXT NOT NULL, card BLOB, cardHash BLOB, isWanted INTEGER NOT NULL,
            revision INTEGER NOT NULL, appliedRevision INTEGER, fault TEXT,
            nextTryAt INTEGER NOT NULL, changedAt INTEGER NOT NULL) STRICT;
        CREATE INDEX door_grant_of_tenancy ON door_grant (tenancy);
        CREATE UNIQUE INDEX door_grant_card ON door_grant (controller, cardHash)
            WHERE isWanted = 1 AND cardHash IS NOT NULL;

        """

    private static let desk = """
        -- secret: of one-time passwords, sealed; lastStep: the last that was used. cardHash:
        -- keyed hash of the number of the ID card that signs in with the PIN.
        CREATE TABLE staff (
            id TEXT PRIMARY KEY, name BLOB NOT NULL, role TEXT NOT NULL,
            passwordHash TEXT NOT NULL, secret BLOB NOT NULL, lastStep INTEGER NOT NULL,
            pinHash TEXT, cardHash BLOB UNIQUE) STRICT;
        CREATE TABLE check_in (
            one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, state BLOB NOT NULL,
            savedAt INTEGER NOT NULL) STRICT;
        CREATE TABLE print_job (
            key TEXT PRIMARY KEY, state BLOB NOT NULL, isFinished INTEGER NOT NULL,
            savedAt INTEGER NOT NULL) STRICT;
        CREATE TABLE exception (
            id TEXT PRIMARY KEY, subject TEXT NOT NULL, code TEXT NOT NULL, fault TEXT NOT NULL,
            remedies TEXT NOT NULL, raisedAt INTEGER NOT NULL, resolvedAt INTEGER,
            resolvedBy TEXT, remedy TEXT, reason BLOB) STRICT;
        CREATE UNIQUE INDEX exception_open ON exception (subject, code)
            WHERE resolvedAt IS NULL;

        """

    static let insurance = """
        -- key: the application's. number: the insurer's, sealed, while a policy is in force.
        CREATE TABLE policy (
            key TEXT PRIMARY KEY, tenancy TEXT NOT NULL REFERENCES tenancy, state BLOB NOT NULL,
            number BLOB, isFinished INTEGER NOT NULL, savedAt INTEGER NOT NULL) STRICT;
        CREATE INDEX policy_of_tenancy ON policy (tenancy);

        """

    private static let journal = """
        CREATE TABLE journal (
            sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,
            subject TEXT NOT NULL, body BLOB NOT NULL, bodyHash BLOB NOT NULL,
            previous BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
        -- The newest entry's sequence and hash, sealed: a cut tail shows.
        CREATE TABLE journal_head (
            one INTEGER PRIMARY KEY CHECK (one = 1), head BLOB NOT NULL) STRICT;
        CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'journal'); END;
        CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'journal'); END;
        -- Also stops INSERT OR REPLACE, which fires no trigger on deletion.
        CREATE TRIGGER journal_is_dense BEFORE INSERT ON journal
            WHEN NEW.sequence IS NOT (SELECT ifnull(max(sequence), 0) + 1 FROM journal)
            BEGIN SELECT RAISE(ABORT, 'journal'); END;
        """
}

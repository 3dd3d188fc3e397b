import Certificates
public import Registry

/// A kiosk that may send and ask.
public struct RegisteredKiosk: Equatable, Sendable {
    /// Its village.
    public let village: Identifier<Village>
    /// The kiosk.
    public let id: Identifier<KioskStation>
}

/// The kiosks the platform knows, their one-time codes and their certificates.
public struct KioskStore: Sendable {
    /// How long a code may be used.
    static let codeLifetime = Duration.seconds(24 * 3_600)
    /// How long a certificate is taken after the next one is in use: for what is under way.
    static let overlap = Duration.seconds(3_600)

    private let database: Database

    /// Kiosks kept in `database`.
    public init(database: Database) { self.database = database }

    /// Enters a kiosk, or one that is there again, with a code that gives it a certificate; an
    /// earlier code ends. Certificates go on until the code is used.
    ///
    /// - Returns: the code, see ``EnrolmentCode``.
    /// - Throws: ``PlatformError/unknownVillage``.
    public func add(
        _ village: Identifier<Village>, _ id: Identifier<KioskStation>, name: String,
        at now: Timestamp
    ) async throws -> String {
        let code = EnrolmentCode.make()
        let hash = EnrolmentCode.hash(code) ?? []
        try await database.transaction(.village(village)) { session in
            let known = try session.rows(
                "SELECT 1 FROM village WHERE village = $1 FOR UPDATE", [SQLValue(village)])
            guard !known.isEmpty else { throw PlatformError.unknownVillage }
            try session.execute(
                """
                INSERT INTO kiosk (village, id, name) VALUES ($1, $2, $3)
                ON CONFLICT (village, id) DO UPDATE SET name = $3
                """, [SQLValue(village), SQLValue(id), .text(name)])
            try session.execute(
                """
                INSERT INTO enrolment (village, kiosk, code_hash, expires_at)
                VALUES ($1, $2, $3, $4) ON CONFLICT (village, kiosk)
                DO UPDATE SET code_hash = $3, expires_at = $4, used_at = NULL
                """,
                [
                    SQLValue(village), SQLValue(id), .bytes(hash),
                    .timestamp(now + Self.codeLifetime),
                ])
        }
        return code
    }

    /// Whether the kiosk has a certificate that holds.
    public func isEnrolled(
        _ village: Identifier<Village>, _ id: Identifier<KioskStation>, at now: Timestamp
    ) async throws -> Bool {
        try await database.transaction(.village(village)) { session in
            try !session.rows(
                """
                SELECT 1 FROM kiosk_certificate WHERE village = $1 AND kiosk = $2
                    AND revoked_at IS NULL AND expires_at > $3
                """, [SQLValue(village), SQLValue(id), .timestamp(now)]
            ).isEmpty
        }
    }

    /// Uses up a code: `sign` makes the certificate of the kiosk it was given to, whose earlier
    /// certificates end with this one.
    ///
    /// - Throws: ``PlatformError/codeRefused`` for a wrong, used or expired code.
    func enrol(
        code: String, at now: Timestamp,
        sign: @escaping @Sendable (RegisteredKiosk) throws -> IssuedCertificate
    ) async throws -> IssuedCertificate {
        guard let hash = EnrolmentCode.hash(code) else { throw PlatformError.codeRefused }
        return try await database.transaction(.county) { session in
            let rows = try session.rows(
                """
                UPDATE enrolment SET used_at = $2
                WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2
                RETURNING village, kiosk
                """, [.bytes(hash), .timestamp(now)])
            guard let row = rows.first else { throw PlatformError.codeRefused }
            let kiosk = RegisteredKiosk(
                village: Identifier(try row.text("village")),
                id: Identifier(try row.text("kiosk")))
            // A request that cannot be signed leaves the code as it was: all in one transaction.
            let certificate = try sign(kiosk)
            try Self.revoke(kiosk.village, kiosk.id, serial: nil, at: now, session)
            try Self.insert(certificate, of: kiosk, at: now, session)
            return certificate
        }
    }

    /// Enters the next certificate of a kiosk. The present one goes on until this one is used:
    /// the answer that carries it may be lost, and then the kiosk asks again.
    func renew(
        _ certificate: IssuedCertificate, of kiosk: RegisteredKiosk, at now: Timestamp
    ) async throws {
        try await database.transaction(.village(kiosk.village)) { session in
            // Earlier ones that never arrived.
            try session.execute(
                """
                UPDATE kiosk_certificate SET revoked_at = $3
                WHERE village = $1 AND kiosk = $2 AND revoked_at IS NULL AND used_at IS NULL
                """, [SQLValue(kiosk.village), SQLValue(kiosk.id), .timestamp(now)])
            try Self.insert(certificate, of: kiosk, at: now, session)
        }
    }

    private static func insert(
        _ certificate: IssuedCertificate, of kiosk: RegisteredKiosk, at now: Timestamp,
        _ session: Session
    ) throws(PlatformError) {
        try session.execute(
            """
            INSERT INTO kiosk_certificate
                (village, fingerprint, kiosk, serial, issued_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                SQLValue(kiosk.village), .bytes(certificate.fingerprint), SQLValue(kiosk.id),
                .text(certificate.serial), .timestamp(now), .timestamp(certificate.expiresAt),
            ])
    }

    /// Whose certificate it is, by the SHA-256 of its DER.
    ///
    /// - Throws: ``PlatformError/unknownCertificate``, ``PlatformError/certificateRevoked``,
    ///   ``PlatformError/certificateExpired``.
    func kiosk(fingerprint: [UInt8], at now: Timestamp) async throws -> RegisteredKiosk {
        try await database.transaction(.county) { session in
            let rows = try session.rows(
                """
                SELECT village, kiosk, revoked_at, expires_at, used_at FROM kiosk_certificate
                WHERE fingerprint = $1
                """, [.bytes(fingerprint)])
            guard let row = rows.first else { throw PlatformError.unknownCertificate }
            guard try row.optionalTime("revoked_at") == nil else {
                throw PlatformError.certificateRevoked
            }
            guard let end = try row.optionalTime("expires_at"), end > now else {
                throw PlatformError.certificateExpired
            }
            let kiosk = RegisteredKiosk(
                village: Identifier(try row.text("village")),
                id: Identifier(try row.text("kiosk")))
            if try row.optionalTime("used_at") == nil {
                try Self.begin(fingerprint, of: kiosk, at: now, session)
            }
            return kiosk
        }
    }

    /// A certificate is used for the first time: those before it end soon.
    private static func begin(
        _ fingerprint: [UInt8], of kiosk: RegisteredKiosk, at now: Timestamp, _ session: Session
    ) throws(PlatformError) {
        try session.execute(
            """
            UPDATE kiosk_certificate SET expires_at = LEAST(expires_at, $4)
            WHERE village = $1 AND kiosk = $2 AND fingerprint <> $3 AND revoked_at IS NULL
            """,
            [
                SQLValue(kiosk.village), SQLValue(kiosk.id), .bytes(fingerprint),
                .timestamp(now + overlap),
            ])
        try session.execute(
            "UPDATE kiosk_certificate SET used_at = $3 WHERE village = $1 AND fingerprint = $2",
            [SQLValue(kiosk.village), .bytes(fingerprint), .timestamp(now)])
    }

    /// Ends certificates of a kiosk, one by its serial or all, and a code not yet used; open
    /// connections are told at once.
    ///
    /// - Returns: how many certificates ended.
    public func revoke(
        _ village: Identifier<Village>, _ id: Identifier<KioskStation>, serial: String? = nil,
        at now: Timestamp
    ) async throws -> Int {
        try await database.transaction(.village(village)) { session in
            if serial == nil {
                try session.execute(
                    "UPDATE enrolment SET expires_at = $3 WHERE village = $1 AND kiosk = $2",
                    [SQLValue(village), SQLValue(id), .timestamp(now)])
            }
            return try Self.revoke(village, id, serial: serial, at: now, session)
        }
    }

    @discardableResult
    private static func revoke(
        _ village: Identifier<Village>, _ id: Identifier<KioskStation>, serial: String?,
        at now: Timestamp, _ session: Session
    ) throws(PlatformError) -> Int {
        let count = try session.execute(
            """
            UPDATE kiosk_certificate SET revoked_at = $3
            WHERE village = $1 AND kiosk = $2 AND revoked_at IS NULL
                AND ($4::text IS NULL OR serial = $4)
            """, [SQLValue(village), SQLValue(id), .timestamp(now), SQLValue(serial)])
        // Questions that wait look again whether they may; told when this is committed.
        try session.execute("SELECT pg_notify('village_changed', $1)", [SQLValue(village)])
        return count
    }
}

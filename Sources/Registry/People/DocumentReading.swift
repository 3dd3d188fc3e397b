/// What one read of a document gave.
public struct DocumentReading: Equatable, Sendable {
    /// The text fields.
    public let document: IdentityDocument
    /// The chip's photo as stored: for resident cards 1,024 bytes that only a vendor's library
    /// decodes.
    public let encodedPhoto: [UInt8]

    /// Creates a reading.
    public init(document: IdentityDocument, encodedPhoto: [UInt8]) {
        (self.document, self.encodedPhoto) = (document, encodedPhoto)
    }
}

/// Whether a document lies on the reader.
public enum DocumentPresence: Equatable, Sendable {
    /// Something lies on the reader.
    case present
    /// Nothing lies there.
    case absent
    /// The reader or its service does not answer; a later event says when it does.
    case outOfOrder(Fault)
}

/// A reader of identity documents.
public protocol IdentityDocumentReader: Sendable {
    /// Every change from now on, first the present state. Ends when the task is cancelled.
    func presence() -> AsyncStream<DocumentPresence>
    /// Reads the document that lies on the reader. Throws a ``UserFacing`` error.
    func read() async throws -> DocumentReading
}

/// Decodes the photo of a resident card.
public protocol CardPhotoDecoder: Sendable {
    /// Decodes 1,024 bytes. Throws a ``UserFacing`` error when no decoder is configured or when
    /// it fails.
    func decode(_ encoded: [UInt8]) async throws -> Picture
}

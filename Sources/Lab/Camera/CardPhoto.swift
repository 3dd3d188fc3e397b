import CLabScene

/// The photo that the lab writes on a person's card.
enum CardPhoto {
    /// Bytes of the card's photo field.
    static let length = 1_024

    /// `LABP`, the picture's length (UInt16, big-endian), a WebP picture of 102x126, zeros.
    ///
    /// Takes about 0.2 s; the same portrait always gives the same bytes.
    static func field(of person: LabPerson, files: StudioFiles) throws(CameraError) -> [UInt8] {
        var framing = person.framing
        var field = [UInt8](repeating: 0, count: length)
        var message = [CChar](repeating: 0, count: 256)
        let portrait = files.portraits[person] ?? ""
        let quality = clab_card_photo(
            portrait, &framing, &field, &message, Int32(message.count))
        guard quality > 0 else { throw .unusable(message: message) }
        return field
    }
}

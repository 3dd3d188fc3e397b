/// What a card, or the reader for it, says of itself when it is powered.
///
/// Readers that read resident cards themselves give the shape
/// `3B 8B 80 01 | 08 | chip serial: 8 bytes | 90 00 | check`, seen in public reader code; bytes
/// 13 and 14 are the mark by which such software tells a resident card from other cards.
struct AnswerToReset {
    /// 2 to 33 bytes.
    let bytes: [UInt8]

    /// Whether it carries the mark of a resident card.
    var isIdentityCard: Bool {
        bytes.count >= 15 && bytes[13] == 0x90 && bytes[14] == 0x00
    }
}

import CardReader

extension KioskConfiguration.Reader {
    /// The reader that these settings describe, or another `name` or `profile` with them; nothing
    /// is asked of it yet.
    func opened(name: String? = nil, profile: CardReaderProfile? = nil) -> any SAMReader {
        // Loading has refused every other word.
        let configured = CardReaderProfile(rawValue: self.profile) ?? .image
        return (profile ?? configured).reader(at: place(name: name))
    }

    /// Where the reader is, or another one whose name begins with `name`.
    func place(name: String? = nil) -> CardReaderPlace {
        CardReaderPlace(name: name ?? self.name, pcscdSocket: pcscdSocket, device: device)
    }
}

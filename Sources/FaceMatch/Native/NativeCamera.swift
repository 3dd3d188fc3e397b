import COpenCV

/// A camera whose own thread reads always and keeps only the newest frame.
///
/// FFmpeg drops nothing: whoever reads more slowly than the camera sends sees the past.
final class NativeCamera {
    /// What a look at the camera brought.
    enum Look {
        /// A frame newer than the last, and its number.
        case frame(NativePicture, number: UInt64)
        /// Nothing new yet.
        case waiting
        /// It could not be opened.
        case missing
        /// It stopped sending.
        case lost
    }

    private let handle: OpaquePointer
    private let silenceMax: Duration

    /// Begins to open `source`; returns at once. `silenceMax` is the longest time without a
    /// frame, and for opening an address.
    init(source: String, silenceMax: Duration) throws(FaceMatchError) {
        self.silenceMax = silenceMax
        let limit = Int32(clamping: silenceMax.milliseconds)
        handle = try native { error in copencv_camera_start(source, limit, limit, error) }
    }

    deinit { copencv_camera_close(handle) }

    /// Waits for a frame later than number `after`.
    func look(after: UInt64, within limit: Duration) -> Look {
        var (number, age, state) = (UInt64(0), 0.0, Int32(0))
        if let picture = copencv_camera_newest(
            handle, after, Int32(clamping: limit.milliseconds), &number, &age, &state, nil)
        {
            return .frame(NativePicture(owning: picture), number: number)
        }
        // Not every source keeps to the limits given on opening, so its silence counts as well.
        let isSilent = age > Double(silenceMax.milliseconds) + 200
        return switch Int(state) {
        case Int(COPENCV_CAMERA_MISSING): .missing
        case Int(COPENCV_CAMERA_LOST): .lost
        case Int(COPENCV_CAMERA_RUNNING): isSilent ? .lost : .waiting
        default: .waiting
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}

import COpenCV
import Registry

/// A picture in OpenCV's memory; its pixels never become a Swift array.
final class NativePicture {
    let handle: OpaquePointer
    let width: Int
    let height: Int

    init(owning handle: OpaquePointer) {
        self.handle = handle
        width = Int(copencv_picture_width(handle))
        height = Int(copencv_picture_height(handle))
    }

    /// Decodes a file whose header was found acceptable.
    ///
    /// - Throws: `.notAPicture`, `.pictureTooLarge`.
    convenience init(file: [UInt8]) throws(FaceMatchError) {
        _ = try PictureHeader(file)
        do {
            self.init(
                owning: try native { error in
                    copencv_picture_decode(file, file.count, error)
                })
        } catch {
            throw .notAPicture
        }
    }

    convenience init(_ picture: Picture) throws(FaceMatchError) {
        guard picture.height <= PictureHeader.pixelsMax / picture.width else {
            throw .pictureTooLarge
        }
        self.init(
            owning: try native { error in
                copencv_picture_copy(
                    picture.pixels, Int32(picture.width), Int32(picture.height), error)
            })
    }

    deinit { copencv_picture_free(handle) }

    /// A JPEG file of at most `widthMax` pixels a row.
    func jpeg(widthMax: Int, mirrored: Bool, quality: Int) throws(FaceMatchError) -> [UInt8] {
        let capacity = 1 << 20
        var file = [UInt8](repeating: 0, count: capacity)
        let length = try native { error in
            let length = copencv_picture_jpeg(
                handle, Int32(clamping: widthMax), mirrored ? 1 : 0, Int32(clamping: quality),
                &file, capacity, error)
            return length < 0 ? nil : length
        }
        return Array(file.prefix(length))
    }
}

/// Calls the shim; `nil` becomes an error with the shim's text.
func native<Value>(
    _ body: (UnsafeMutablePointer<CChar>) -> Value?
) throws(FaceMatchError) -> Value {
    var text = [CChar](repeating: 0, count: Int(COPENCV_ERROR_MAX))
    guard let value = body(&text) else {
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        throw .engine(String(decoding: bytes, as: UTF8.self))
    }
    return value
}

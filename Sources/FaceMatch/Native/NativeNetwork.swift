import COpenCV

/// One network, loaded from an ONNX file's bytes.
final class NativeNetwork {
    private let handle: OpaquePointer

    init(onnx: [UInt8]) throws(FaceMatchError) {
        handle = try native { error in copencv_network_load(onnx, onnx.count, error) }
    }

    deinit { copencv_network_free(handle) }

    /// Runs YuNet over `picture` with `border` pixels around it, scaled to `width` pixels.
    ///
    /// - Returns: the feature maps for strides 8, 16 and 32, and the scale.
    func featureMaps(
        of picture: NativePicture, border: Int, width: Int
    ) throws(FaceMatchError) -> (maps: [FeatureMap], scale: Double) {
        var (scale, columns) = (0.0, Int32(0))
        _ = try native { error in
            copencv_detect(
                handle, picture.handle, Int32(clamping: border), Int32(clamping: width), &scale,
                &columns, error) == 0 ? () : nil
        }
        let maps = FeatureMap.strides.enumerated().map { index, stride in
            FeatureMap(
                stride: stride, columns: Int(columns) / stride, classes: output(index),
                objects: output(3 + index), boxes: output(6 + index), points: output(9 + index))
        }
        return (maps, scale)
    }

    /// Runs SFace over the face that `alignment` cuts out.
    func embedding(
        of picture: NativePicture, alignment: SimilarityTransform
    ) throws(FaceMatchError) -> Embedding {
        var numbers = [Float](repeating: 0, count: Int(COPENCV_EMBEDDING))
        _ = try native { error in
            copencv_embed(handle, picture.handle, alignment.matrix, &numbers, error) == 0
                ? () : nil
        }
        return Embedding(numbers)
    }

    /// Runs the mesh over the face that `alignment` cuts out.
    func mesh(
        of picture: NativePicture, alignment: SimilarityTransform
    ) throws(FaceMatchError) -> FaceMesh {
        var numbers = [Float](repeating: 0, count: Int(COPENCV_MESH))
        var presence: Float = 0
        _ = try native { error in
            copencv_mesh(handle, picture.handle, alignment.matrix, &numbers, &presence, error)
                == 0 ? () : nil
        }
        return FaceMesh(numbers: numbers, presence: Double(presence))
    }

    private func output(_ index: Int) -> [Float] {
        var count = 0
        let start = copencv_detect_output(handle, Int32(index), &count)
        return Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}

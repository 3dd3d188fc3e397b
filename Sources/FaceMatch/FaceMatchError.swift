import Registry

/// Why a face could not be compared: one case for each different thing that someone can do.
public enum FaceMatchError: Error, Equatable {
    /// Nobody stood before the camera in time.
    case nobody
    /// More than one person stood before the camera.
    case severalFaces
    /// A face was there, but never large, straight and still enough to be judged.
    case unclear
    /// The head did not turn as a head does: nobody moved, or a picture is held up.
    case noTurn
    /// The head turned to the other side than asked.
    case wrongTurn
    /// The camera cannot be opened.
    case cameraMissing
    /// The camera stopped sending pictures.
    case cameraLost
    /// A model file is missing or cannot be read; its name.
    case modelMissing(String)
    /// A model file is not the one this product was measured with; its name.
    case modelDiffers(String)
    /// The document's photo shows no face.
    case noFaceInPhoto
    /// Bytes that are no JPEG, PNG or JPEG 2000 picture.
    case notAPicture
    /// A picture of more than ``PictureHeader/pixelsMax`` pixels.
    case pictureTooLarge
    /// OpenCV refused to compute; its own short text.
    case engine(String)
}

extension FaceMatchError: UserFacing {
    public var fault: Fault {
        switch self {
        case .nobody, .severalFaces, .unclear, .noTurn, .wrongTurn: visitorFault
        case .cameraMissing, .cameraLost, .modelMissing, .modelDiffers, .engine: deviceFault
        case .noFaceInPhoto, .notAPicture, .pictureTooLarge: pictureFault
        }
    }

    private var visitorFault: Fault {
        switch self {
        case .severalFaces:
            Fault(
                "FM-04", .tryAgain, tenant: "请一个人站在摄像头前",
                clerk: "画面里一直有几张人脸：请旁人让开后重试。")
        case .unclear:
            Fault(
                "FM-05", .tryAgain, tenant: "请正对摄像头，再试一次",
                clerk: "人脸太小、太偏或不停移动：请租客站近、正对镜头；检查灯光。")
        case .noTurn:
            Fault(
                "FM-06", .forbidden, tenant: "请稍候，工作人员马上来",
                clerk: "没有看到真人转头，可能是照片，也可能转得不够：请当面核对本人与证件。")
        case .wrongTurn:
            Fault(
                "FM-07", .tryAgain, tenant: "请按箭头方向转头，再试一次",
                clerk: "转头方向与要求相反：请租客重试；再三如此请当面核对。")
        default:
            Fault(
                "FM-03", .tryAgain, tenant: "请站到摄像头前，再试一次",
                clerk: "摄像头前没有看到人脸：请租客站到镜头前；检查镜头是否被挡。")
        }
    }

    private var deviceFault: Fault {
        let callStaff = "设备需要检查，请联系工作人员"
        return switch self {
        case .cameraLost:
            Fault(
                "FM-09", .outOfOrder, tenant: callStaff,
                clerk: "摄像头中途没有画面：检查连线和供电，再重试。")
        case .modelMissing(let name):
            Fault(
                "FM-10", .outOfOrder, tenant: callStaff,
                clerk: "人脸模型 \(name) 不存在或读不出：请重新运行安装程序。")
        case .modelDiffers(let name):
            Fault(
                "FM-11", .outOfOrder, tenant: callStaff,
                clerk: "人脸模型 \(name) 的校验值不对，已停用人脸比对：请重新运行安装程序。")
        case .engine(let text):
            Fault(
                "FM-15", .outOfOrder, tenant: callStaff,
                clerk: "人脸计算出错（\(text)）：请重试，仍不行请报修。")
        default:
            Fault(
                "FM-08", .outOfOrder, tenant: callStaff,
                clerk: "摄像头打不开：检查连线、供电和 kiosk.conf 的 camera.source。")
        }
    }

    private var pictureFault: Fault {
        switch self {
        case .noFaceInPhoto:
            Fault(
                "FM-12", .invalid, tenant: "请稍候，工作人员马上来",
                clerk: "证件照里找不到人脸：请当面核对本人与证件。")
        case .pictureTooLarge:
            Fault(
                "FM-14", .invalid, tenant: "请换一张小一些的照片",
                clerk: "照片超过 4000 万像素：请缩小后再试。")
        default:
            Fault(
                "FM-13", .invalid, tenant: "照片打不开，请换一张",
                clerk: "文件不是完整的 JPEG、PNG 或 JPEG 2000 照片：请换文件。")
        }
    }
}

extension Fault {
    /// The live face is not the one on the document.
    public static let faceDiffers = Fault(
        "FM-01", .forbidden, tenant: "请稍候，工作人员马上来",
        clerk: "现场人脸与证件照不符：请当面比对本人与证件，不符则取消办理。")
    /// The live face may be the one on the document.
    public static let faceDoubtful = Fault(
        "FM-02", .forbidden, tenant: "请稍候，工作人员马上来",
        clerk: "现场人脸与证件照相似度不足以自动通过：请当面比对本人与证件。")
}

import Foundation

/// The checked-out project, as the lab finds it from the folder it was started in.
struct ProjectFolder: Sendable {
    let root: URL

    /// The folder the command runs in.
    static var current: ProjectFolder {
        ProjectFolder(root: URL(filePath: FileManager.default.currentDirectoryPath))
    }

    /// What set-up has made: models, portraits, browser scripts, Python.
    var materials: URL { root.appending(path: "var") }

    /// An executable of the debug build.
    func program(_ name: String) -> String { root.appending(path: ".build/debug/\(name)").path }

    /// `path` as seen from the project's folder, where it lies below it.
    func shortPath(of path: String) -> String {
        path.hasPrefix(root.path + "/") ? String(path.dropFirst(root.path.count + 1)) : path
    }

    /// Writes a trial kiosk.conf whose addresses are the station's.
    func writeConfiguration(
        to file: URL, data: URL, station: LabStation, ports: (tenant: Int, clerk: Int),
        changes: [String: String] = [:]
    ) async throws {
        let base = try String(contentsOf: root.appending(path: "kiosk.conf"), encoding: .utf8)
        var values = await station.addresses
        values["tenant.port"] = "\(ports.tenant)"
        values["clerk.port"] = "\(ports.clerk)"
        values["data.folder"] = data.absoluteURL.path
        values["control.socket"] = data.absoluteURL.appending(path: "control.sock").path
        values["assets.folder"] = materials.appending(path: "assets").path
        values["models.folder"] = materials.appending(path: "models").path
        values["forms.folder"] = root.appending(path: "forms").path
        values["forms.renderer"] = root.appending(path: "forms/render.py").path
        values["forms.python"] = materials.appending(path: "python/bin/python3").path
        values["insurer.products"] = root.appending(path: "insurance/products.json").path
        values["photo.decoder"] = program("PhotoDecoder")
        values["photo.library"] = program("libLabPhoto.so")
        values["photo.symbol"] = "lab_photo_decode"
        values.merge(changes) { $1 }
        let text = try TrialConfiguration(base: base).text(with: values)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
}

import DeviceSupport
import Glibc

/// The machine's TPM 2.0, through systemd-creds(1): what it sealed opens on this machine only, and
/// only while its secure boot state (PCR 7) is as it was.
public struct PlatformModule: Sendable {
    private static let program = "/usr/bin/systemd-creds"
    /// A sealed key is about 600 bytes, in Base64.
    static let sealedMax = 16_384

    private let device: String
    private let limits: ChildLimits?

    /// `device` as for `--tpm2-device=`; `limits` are those of the program that speaks to it.
    init(device: String, limits: ChildLimits?) {
        (self.device, self.limits) = (device, limits)
    }

    /// The one of this machine; `nil` where there is none or this user may not use it.
    public static var own: PlatformModule? {
        // The kernel's own manager of sessions: without it each call would use one up.
        guard access("/dev/tpmrm0", R_OK | W_OK) == 0, access(program, X_OK) == 0 else {
            return nil
        }
        return PlatformModule(
            device: "/dev/tpmrm0",
            limits: ChildLimits(memory: 64 << 20, addressSpace: 512 << 20, processorTime: 30))
    }

    /// Seals a few bytes under a name that is needed to open them.
    ///
    /// - Throws: ``SealingError/moduleRefused``.
    func seal(_ bytes: [UInt8], name: String) throws(SealingError) -> [UInt8] {
        try run(["encrypt", "--with-key=tpm2"], name: name, input: bytes)
    }

    /// - Throws: ``SealingError/moduleRefused``, on another machine, too.
    func open(_ sealed: [UInt8], name: String) throws(SealingError) -> [UInt8] {
        try run(["decrypt"], name: name, input: sealed)
    }

    /// Through its standard streams: the key stands on no command line and in no file.
    private func run(
        _ verb: [String], name: String, input: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        do {
            let child = try ChildProcess(
                command: [Self.program] + verb
                    + ["--tpm2-device=\(device)", "--name=\(name)", "-", "-"],
                environment: ["SYSTEMD_LOG_LEVEL=err"], limits: limits)
            try child.write(input)
            child.closeInput()
            // Some modules take seconds to make their primary key.
            let output = try child.readToEnd(within: .seconds(30), lengthMax: Self.sealedMax)
            guard child.wait() == 0, !output.isEmpty else { throw SealingError.moduleRefused }
            return output
        } catch {
            throw .moduleRefused
        }
    }
}

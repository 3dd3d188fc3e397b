import AsyncHTTPClient
import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Registry
import ServiceLifecycle
import Storage

/// The running service's ear for commands: HTTP on a unix socket that only its owner may open.
struct ControlSocket: Service {
    let path: String
    let place: CommandPlace
    let logger: Logger

    /// A request's and an answer's largest size; an exported lease is well below.
    static let sizeMax = 32 << 20

    func run() async throws {
        unlink(path)  // Left by a killed service; the data folder's lock says it is not running.
        let router = Router()
        let place = place
        router.post("/command") { request, _ in
            let body = try await request.body.collect(upTo: Self.sizeMax)
            let command = try JSONDecoder().decode(DataCommand.self, from: Data(buffer: body))
            let reply: Reply
            do {
                reply = .answer(try await command.run(at: place))
            } catch {
                reply = .fault(Fault(error))
            }
            let encoded = try JSONEncoder().encode(reply)
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: encoded)))
        }
        let path = path
        let application = Application(
            router: router,
            configuration: .init(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in chmod(path, 0o600) },
            logger: logger)
        try await application.run()
    }

    /// What came of a command.
    enum Reply: Codable, Sendable {
        case answer(DataAnswer)
        case fault(Fault)
    }

    /// Has `command` run by the service that listens at `path`.
    static func ask(_ command: DataCommand, at path: String) async throws -> DataAnswer {
        guard let url = URL(httpURLWithSocketPath: path, uri: "/command") else {
            throw FaultError(fault: .noService)
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = .POST
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(command)))
        let body: ByteBuffer
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
            body = try await response.body.collect(upTo: sizeMax)
        } catch is HTTPClientError {
            throw FaultError(fault: .noService)
        }
        switch try JSONDecoder().decode(Reply.self, from: Data(buffer: body)) {
        case .answer(let answer): return answer
        case .fault(let fault): throw FaultError(fault: fault)
        }
    }
}

extension Fault {
    static let noService = Fault(
        "FD-05", .outOfOrder, tenant: "请联系工作人员",
        clerk: "数据文件夹正被占用，但运行中的服务没有应答：请稍后重试，或重启服务。")
}

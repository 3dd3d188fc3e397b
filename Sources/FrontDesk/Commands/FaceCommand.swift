import ArgumentParser
import FaceMatch
import Foundation
import Registry

struct FaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "face", abstract: "人脸比对", subcommands: [Compare.self])

    /// Compares the largest faces of two pictures.
    struct Compare: AsyncParsableCommand {
        @Argument(help: "第一张照片") var first: String
        @Argument(help: "第二张照片") var second: String
        @Flag(help: "输出一个 JSON 对象") var json = false
        @OptionGroup var options: ConfigurationOption

        private struct Answer: Encodable {
            let score: Double?
            let verdict: String?
            let faces: [Int]
            let ms: Int
        }

        func run() async throws {
            try await Outcome.of {
                let settings = FaceMatchSettings(try options.load())
                let engine = FaceEngine(settings: settings)
                try await engine.load()
                let result = try await engine.compare(
                    Array(try Data(contentsOf: URL(filePath: first))),
                    Array(try Data(contentsOf: URL(filePath: second))))
                let verdict = result.score.map { score in
                    FaceComparison(
                        score: score, passAt: settings.passAt,
                        refuseBelow: settings.refuseBelow, models: [:]
                    ).verdict
                }
                let (seconds, attoseconds) = result.duration.components
                let answer = Answer(
                    score: result.score, verdict: verdict?.rawValue, faces: result.faces,
                    ms: Int(seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
                Outcome.say(try json ? Self.encode(answer) : Self.text(answer))
            }
        }

        private static func encode(_ answer: Answer) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return String(decoding: try encoder.encode(answer), as: UTF8.self)
        }

        private static func text(_ answer: Answer) -> String {
            guard let score = answer.score else { return "有一张照片里找不到人脸" }
            let words = ["pass": "是同一人", "clerk": "存疑，请人工核对", "refuse": "不是同一人"]
            let verdict = answer.verdict.flatMap { words[$0] } ?? ""
            return "相似度 \(Double(Int(score * 1_000)) / 1_000)，\(verdict)（\(answer.ms) 毫秒）"
        }
    }
}

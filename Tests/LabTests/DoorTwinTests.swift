import Registry
import Testing

@testable import Lab

/// The boards behind their port: who answers, what gets lost, and who else can talk to them.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DoorTwinTests {
    private let one: UInt32 = 223_000_001
    private let two: UInt32 = 223_000_002

    @Test func `a client written elsewhere does its twenty steps`() async throws {
        try await withDoors { twin, _ in
            let serials = twin.serials.map(String.init)
            let (status, output) = try await DoorClientProcess().run(
                ["127.0.0.1:\(await twin.port)"] + serials)
            #expect(status == 0, "\(output)")
            #expect(output.hasSuffix("done 20\n"))
            let board = try #require(await twin.board(one))
            #expect(board.cards.cards.map(\.number) == [1])
            #expect(board.doors[1].delay == 7 && board.eventIndex == 2)
            #expect(await twin.swipe(card: 1, door: 1, at: one))
            #expect(await twin.cards(of: two).isEmpty)
        }
    }

    @Test func `each board answers for itself, and all when all are asked`() async throws {
        try await withDoors { twin, client in
            client.send(packet("1794000000000000"))
            let serials = (0..<3).compactMap { _ in client.receive()?[4...7].hex }
            #expect(Set(serials).count == 3)
            client.send(putCard(7, at: two))
            #expect(client.receive()?[8] == 1)
            client.send(request(.getTime, 223_000_099))
            #expect(client.receiveAll(before: one).isEmpty)
            #expect(await twin.cards(of: one).isEmpty)
            #expect(await twin.cards(of: two).map(\.number) == [7])
        }
    }

    @Test func `what is no request gets no answer and does no harm`() async throws {
        try await withDoors { twin, client in
            let seed = UInt64.random(in: .min ... .max)
            var random = SeededNumbers(seed: seed)
            let put = putCard(7, at: one)
            for bytes in [put.dropLast(), put + [0], [], [0x19] + put.dropFirst()] {
                client.send(Array(bytes))
            }
            client.send([0x17, 0x96] + put.dropFirst(2))
            #expect(client.receiveAll(before: one).isEmpty)
            #expect(await twin.cards(of: one).isEmpty)
            for round in 0..<2_000 {
                let count = round % 3 == 0 ? Int.random(in: 0...1_500, using: &random) : 64
                var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                if count == 64 { bytes.replaceSubrange(4..<8, with: littleEndian(one)) }
                if round % 3 == 1, count == 64 { bytes[0] = 0x17 }
                client.send(bytes)
                if round % 50 == 0 { _ = client.receiveAll(before: two) }
            }
            _ = client.receiveAll(before: two)
            client.send(request(.getDevice, one))
            #expect(client.receive()?[1] == 0x94, "seed \(seed)")
        }
    }

    @Test func `every function takes any fields without a crash`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededNumbers(seed: seed)
        let bench = Bench(serial: one)
        for _ in 0..<200 {
            for function in DoorFunction.allCases {
                let fields = (0..<56).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                        & (Bool.random(using: &random) ? 3 : 0x39)
                }
                let answer = bench.answer(request(function, one, fields))
                #expect(answer.map(\.count) ?? 64 == 64, "seed \(seed)")
            }
        }
        #expect(bench.board.events.events.count <= 256)
    }

    @Test func `a board without power is silent and keeps what it holds`() async throws {
        try await withDoors { twin, client in
            client.send(putCard(7, at: one))
            _ = client.receive()
            await twin.spoil(one) { $0.isOff = true }
            client.send(request(.status, one))
            #expect(client.receiveAll(before: two).isEmpty)
            #expect(await !twin.swipe(card: 7, door: 1, at: one))
            await twin.spoil { $0.isOff = false }
            #expect(await twin.swipe(card: 7, door: 1, at: one))
            #expect(await twin.events(of: one).map(\.index) == [1])
        }
    }

    @Test func `as many packets get lost as were asked for, the same ones for the same seed`()
        async throws
    {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        var runs: [[UInt8]] = []
        for _ in 0..<2 {
            try await withDoors(seed: seed) { twin, client in
                await twin.spoil(one) { $0.loss = 0.2 }
                var answered: [UInt8] = []
                for _ in 0..<400 {
                    client.send(request(.countCards, one))
                    answered.append(client.receiveAll(before: two).isEmpty ? 0 : 1)
                }
                // Both ways get through: 64 of 100.
                let share = Double(answered.count { $0 == 1 }) / 400
                #expect((0.52...0.76).contains(share), "seed \(seed)")
                #expect(await twin.lost(at: one) == answered.count { $0 == 0 })
                runs.append(answered)
            }
        }
        #expect(runs[0] == runs[1], "seed \(seed)")
    }

    @Test func `a late answer comes before the answer to the next request`() async throws {
        try await withDoors { twin, client in
            await twin.spoil(one) { ($0.answersLate, $0.refusesPuts) = (true, false) }
            client.send(putCard(7, at: one))
            #expect(client.receiveAll(before: two).isEmpty)
            #expect(await twin.cards(of: one).map(\.number) == [7])
            await twin.spoil(one) { $0.refusesPuts = true }
            client.send(putCard(8, at: one))
            #expect(client.receiveAll(before: two).map { $0[8] } == [1, 0])
            #expect(await twin.cards(of: one).map(\.number) == [7])
        }
    }

    @Test func `answers are doubled, lengthened and delayed as asked`() async throws {
        try await withDoors { twin, client in
            await twin.spoil(one) { $0.sendsTwice = true }
            client.send(request(.countCards, one))
            let both = client.receiveAll(before: two)
            #expect(both.count == 2 && both.first == both.last)
            await twin.spoil(one) { ($0.sendsTwice, $0.addsByte) = (false, true) }
            client.send(request(.countCards, one))
            #expect(client.receive()?.count == 65)
            await twin.spoil(one) { ($0.addsByte, $0.replyDelay) = (false, .milliseconds(150)) }
            let start = ContinuousClock.now
            client.send(request(.countCards, one))
            #expect(client.receiveAll(before: two).isEmpty)
            #expect(client.receive()?.count == 64)
            #expect(ContinuousClock.now - start >= .milliseconds(150))
        }
    }

    @Test func `a full table takes changes but no new card`() async throws {
        try await withDoors { twin, client in
            client.send(putCard(7, at: one))
            #expect(client.receive()?[8] == 1)
            await twin.spoil { $0.tableIsFull = true }
            client.send(putCard(8, at: one))
            #expect(client.receive()?[8] == 0)
            client.send(putCard(7, at: one, rights: [1, 1, 0, 0]))
            #expect(client.receive()?[8] == 1)
            #expect(await twin.cards(of: one).map(\.doors) == [[1, 2]])
        }
    }

    @Test func `the listener is told of events, and of the closing door by itself`() async throws {
        try await withDoors { twin, client in
            let listener = try PacketClient(twin: 0)
            let port = [UInt8(listener.port & 0xFF), UInt8(listener.port >> 8)]
            for bytes in [
                request(.setListener, one, [127, 0, 0, 1] + port),
                request(.recordSpecialEvents, one, [1]), request(.setDoor, one, [1, 3, 1]),
                putCard(7, at: one),
            ] {
                client.send(bytes)
                _ = client.receive()
            }
            #expect(await twin.swipe(card: 7, door: 1, at: one))
            let pushed = (0..<3).compactMap { _ in listener.receive() }
            #expect(pushed.map { $0[27] } == [1, 23, 24])
            #expect(pushed.map { $0[8] } == [1, 2, 3])
            await twin.spoil(one) { $0.marksEventsAsOld = true }
            await twin.swipe(card: 8, door: 1, at: one)
            #expect(listener.receive()?.prefix(2) == [0x19, 0x20])
        }
    }

    @Test func `after its stop it answers nobody, and comes back on its port`() async throws {
        let twin = DoorTwin(serials: [one])
        let port = try await twin.start()
        let client = try PacketClient(twin: port)
        client.send(putCard(7, at: one))
        #expect(client.receive()?[8] == 1)
        await twin.stop()
        client.send(request(.countCards, one))
        #expect(client.receive(within: 200) == nil)
        #expect(try await twin.start() == port)
        client.send(request(.countCards, one))
        #expect(client.receive()?[8] == 1)
        let second = DoorTwin(serials: [one])
        await #expect(throws: DoorTwinError.self) { try await second.start(port: port) }
        await twin.stop()
        await second.stop()
    }

    @Test func `the words of a hand are read, and nonsense is not`() {
        func action(_ text: String) -> DoorAction? {
            let words = text.split(separator: " ").map(String.init)
            return DoorAction(words: words, numbering: ChipNumbering())
        }
        #expect(action("off") == .setPower(false, at: nil))
        #expect(action("on 223000002") == .setPower(true, at: 223_000_002))
        #expect(action("loss 20") == .lose(percent: 20, at: nil))
        #expect(
            action("swipe tenant 223000001 1") == .swipe(card: 0x3C7F_2101, at: one, door: 1))
        #expect(
            action("swipe second 223000001 1") == .swipe(card: 0x3C7F_2104, at: one, door: 1))
        #expect(action("swipe 4294967295 223000001 2") == .swipe(card: .max, at: one, door: 2))
        #expect(action("reset 223000001") == .reset(one))
        for text in [
            "", "off x", "off 1 2", "loss", "loss 101", "loss -1", "loss x 1", "swipe",
            "swipe bank 223000001 1", "swipe tenant 223000001 256", "swipe tenant x 1", "reset",
            "burn",
        ] { #expect(action(text) == nil, "\(text)") }
    }

    @Test func `a hand's acts reach the boards, and the page shows them`() async throws {
        let twin = DoorTwin(serials: [one, two])
        #expect(await DoorPanel(doors: twin).html().contains("swipe.tenant.223000001.1"))
        try await twin.perform(.swipe(card: 42, at: two, door: 1))
        try await twin.perform(.lose(percent: 20, at: two))
        let html = await DoorPanel(doors: twin).html()
        #expect(html.contains("门 1 刷卡 42，不开：没有权限") && html.contains("丢包 20 %"))
        #expect(!html.contains("<h3>223000001"))
        #expect(await twin.listing(of: two)?.contains("刷卡 42") == true)
        #expect(await twin.listing(of: 1) == nil)
        await #expect(throws: DoorTwinError.noBoard(9)) { try await twin.perform(.reset(9)) }
    }
}

import Registry
import Testing

@testable import DoorLock

@Suite struct DoorLockErrorTests {
    private let errors: [DoorLockError] = [
        .silent, .badAnswer, .otherController, .badAddress, .noSocket(24), .wrongCardNumber,
        .wrongDays, .wrongDoors, .cardRefused, .removalRefused, .doorRefused, .openingUnknown,
        .clockRefused, .readBackDiffers, .notSwiped,
    ]

    @Test func `each error has a code of its own, DL-01 to DL-15`() {
        let codes = errors.map(\.fault.code)
        #expect(codes.enumerated().allSatisfy { $1 == "DL-" + String("\(101 + $0)".suffix(2)) })
        #expect(errors.allSatisfy { $0.fault.tenant.count <= 20 })
    }
}

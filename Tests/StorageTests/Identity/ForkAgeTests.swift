import Causality
import Testing

@testable import Storage

/// Since when a number has had two meanings.
struct ForkAgeTests {
    private func fork(_ times: [UInt64?]) -> Fork {
        let stream = Stream(origin: Origin(site: site("anji"), epoch: 1), scope: .common)
        return Fork(
            stream: stream, seq: 7,
            branches: times.map {
                Fork.Branch(
                    stream: stream, first: Dot(stream: stream, seq: 7), count: 1, isSigned: false,
                    milliseconds: $0)
            }, isSettled: false)
    }

    @Test func `a fork is as old as its second branch`() {
        #expect(fork([900, 300]).milliseconds == 900)
        #expect(fork([300, 900, 500]).milliseconds == 500)
    }

    @Test
    func `where the beginning of a branch is not known, the age is not, instead of since 1970`() {
        #expect(fork([nil, 900]).milliseconds == nil)
        #expect(fork([nil, nil]).milliseconds == nil)
    }
}

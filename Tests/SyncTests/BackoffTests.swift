import Sync
import Testing

/// Laws over random draws. A failure prints the seed; put it in place of the one drawn to repeat.
@Suite struct BackoffTests {
    static let seed = UInt64.random(in: 0 ... .max)

    /// Calls `law` with many attempts and draws.
    private func withDraws(_ law: (_ attempt: Int, _ random: UInt64) -> Bool) {
        var generator = Draws(state: BackoffTests.seed)
        for _ in 0..<10_000 {
            let attempt = Int(generator.next() % 80)
            let random = generator.next()
            guard law(attempt, random) else {
                Issue.record("seed \(BackoffTests.seed): attempt \(attempt), random \(random)")
                return
            }
        }
    }

    @Test func `no wait is longer than its ceiling`() {
        withDraws { attempt, random in
            let pause = Backoff.delay(attempt: attempt, random: random)
            return .zero <= pause
                && pause <= .milliseconds(Backoff.ceilingMilliseconds(attempt: attempt))
        }
    }

    @Test func `a greater draw never waits less`() {
        withDraws { attempt, random in
            Backoff.delay(attempt: attempt, random: random / 2)
                <= Backoff.delay(attempt: attempt, random: random)
        }
    }

    @Test func `the ceiling doubles from a second to a quarter of an hour`() {
        let seconds = (0..<12).map { Backoff.ceilingMilliseconds(attempt: $0) / 1000 }
        #expect(seconds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
        #expect(Backoff.ceilingMilliseconds(attempt: .max) == 900_000)
        #expect(Backoff.ceilingMilliseconds(attempt: .min) == 1000)
    }

    @Test func `both ends of the range can be drawn`() {
        #expect(Backoff.delay(attempt: 4, random: 0) == .zero)
        #expect(Backoff.delay(attempt: 4, random: .max) == .seconds(16))
    }

    @Test func `waits spread evenly, a tenth of them in each tenth`() {
        var generator = Draws(state: BackoffTests.seed)
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<10_000 {
            let pause = Backoff.delay(attempt: 20, random: generator.next())
            counts[min(9, Int(pause / .seconds(90)))] += 1
        }
        // Six standard deviations of a binomial with 10,000 draws and p = 0.1 are 180.
        #expect(counts.allSatisfy { abs($0 - 1000) < 180 }, "seed \(BackoffTests.seed)")
    }

    @Test func `what the peer asks for is a floor with the jitter on top`() {
        withDraws { attempt, random in
            let asked = Int(random % 3600)
            return Backoff.delay(attempt: attempt, random: random, retryAfterSeconds: asked)
                == .seconds(asked) + Backoff.delay(attempt: attempt, random: random)
        }
    }

    @Test(arguments: [(-5, 0), (0, 0), (3600, 3600), (3601, 3600), (Int.max, 3600), (Int.min, 0)])
    func `a peer can ask for an hour at most`(asked: Int, floorSeconds: Int) {
        let pause = Backoff.delay(attempt: 0, random: 0, retryAfterSeconds: asked)
        #expect(pause == .seconds(floorSeconds))
    }

    @Test func `a success begins anew`() {
        var backoff = Backoff()
        let pauses = (0..<4).map { _ in backoff.failed(random: .max) }
        #expect(pauses == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        backoff.succeeded()
        #expect(backoff == Backoff())
        #expect(backoff.failed(random: .max) == .seconds(1))
    }

    @Test func `counting failures never overflows`() {
        var backoff = Backoff(failures: .max)
        #expect(backoff.failed(random: .max) == .seconds(900))
        #expect(backoff.failures == .max)
    }

    @Test func `only failures and statuses of the moment are tried again`() {
        let kinds: [LinkFailure.Kind] = [
            .nameLookup, .connect, .stalled, .cut, .tooLarge, .cancelled, .other,
        ]
        #expect(kinds.filter(\.isWorthRetrying) == [.nameLookup, .connect, .stalled, .cut])
        let statuses = (100..<600).filter(RetryVerdict.isWorthRetrying)
        #expect(statuses == [408, 425, 429, 500, 502, 503, 504, 507])
    }

    @Test(
        arguments: [
            (200, nil, RetryVerdict.answered), (204, nil, .answered), (304, nil, .answered),
            (302, nil, .giveUp), (401, nil, .giveUp), (409, nil, .giveUp), (501, nil, .giveUp),
            (503, nil, .retry(afterSeconds: 7)), (200, .cut, .retry(afterSeconds: nil)),
            (0, .connect, .retry(afterSeconds: nil)), (0, .other, .giveUp), (0, nil, .giveUp),
            (413, .cut, .giveUp), (429, .cut, .retry(afterSeconds: 7)), (503, .cancelled, .giveUp),
            (200, .tooLarge, .giveUp),
        ] as [(Int, LinkFailure.Kind?, RetryVerdict)])
    func `status and failure together decide`(
        status: Int, kind: LinkFailure.Kind?, verdict: RetryVerdict
    ) {
        let reply = PeerReply(
            status: status, headers: ["retry-after": "7"],
            failure: kind.map { LinkFailure(kind: $0, detail: "") })
        #expect(RetryVerdict(reply, wallSeconds: 0) == verdict)
    }
}

@Suite struct RetryAfterTests {
    /// 06 Nov 1994 08:49:37, the example of RFC 9110.
    static let example: Int64 = 784_111_777

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", " Sun, 06 Nov 1994 08:49:37 GMT\t",
    ])
    func `a date in each of its forms is the time until then`(date: String) {
        let wait = retryAfterSeconds(
            in: ["retry-after": date], wallSeconds: RetryAfterTests.example - 90)
        #expect(wait == 90)
    }

    @Test func `the peer's own clock is believed before ours`() {
        let headers = [
            "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT",
            "date": "Sun, 06 Nov 1994 08:49:07 GMT",
        ]
        #expect(retryAfterSeconds(in: headers, wallSeconds: .max) == 30)
    }

    @Test func `a date in the past asks for no wait`() {
        let headers = ["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"]
        #expect(retryAfterSeconds(in: headers, wallSeconds: 2_000_000_000) == 0)
    }

    @Test(arguments: [("0", 0), ("120", 120), ("  5 ", 5), ("99999999999999999999", Int.max)])
    func `a number is seconds`(field: String, seconds: Int) {
        #expect(retryAfterSeconds(in: ["retry-after": field], wallSeconds: 0) == seconds)
    }

    @Test(arguments: [
        "", " ", "-1", "+1", "1.5", "soon", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 199412 08:49:37 GMT", "٣",
    ])
    func `what nobody understands asks for nothing`(field: String) {
        #expect(retryAfterSeconds(in: ["retry-after": field], wallSeconds: 0) == nil)
        #expect(retryAfterSeconds(in: [:], wallSeconds: 0) == nil)
    }

    /// The day after each of the last days that calendars get wrong.
    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
        ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
        ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
    ])
    func `days are counted over leap years`(date: String, seconds: Int) {
        #expect(retryAfterSeconds(in: ["retry-after": date], wallSeconds: 0) == seconds)
    }
}

/// Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, 2014.
private struct Draws {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

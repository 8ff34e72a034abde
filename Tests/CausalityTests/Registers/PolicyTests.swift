import Causality
import Testing

func site(_ name: String) -> SiteID {
    guard let site = SiteID(name) else { preconditionFailure("\(name) is no site") }
    return site
}

func stream(_ name: String, epoch: UInt32 = 1) -> Stream {
    Stream(origin: Origin(site: site(name), epoch: epoch), scope: .site(site("anji")))
}

func sibling(
    _ name: String, _ seq: UInt64, at stamp: UInt64, _ value: Value, delta: Bool = false
) -> Sibling {
    Sibling(
        dot: Dot(stream: stream(name), seq: seq), stamp: HybridTimestamp(bits: stamp),
        value: value, isDelta: delta)
}

struct PolicyTests {
    private let anji = site("anji")

    private func judge(_ policy: MergePolicy, _ siblings: [Sibling]) -> Verdict {
        let verdict = policy.judge(siblings, owner: anji)
        #expect(policy.judge(siblings.reversed(), owner: anji) == verdict, "order does not matter")
        return verdict
    }

    private let early = sibling("anji", 1, at: 10, .integer(900))
    private let late = sibling("beijing", 1, at: 20, .integer(1100))

    @Test func `ask keeps both open and works with the owner's value`() {
        let verdict = judge(.ask, [early, late])
        #expect(verdict.standing == .open)
        #expect(verdict.shown == .integer(900))
    }

    @Test func `ask without an owner's value works with the greatest`() {
        let other = sibling("hangzhou", 1, at: 30, .integer(5))
        #expect(judge(.ask, [late, other]).shown == .integer(5))
    }

    @Test func `siblings that hold the same value are no conflict`() {
        let same = sibling("beijing", 1, at: 20, .integer(900))
        #expect(judge(.ask, [early, same]).standing == .agreed)
    }

    @Test func `the shown value is the value of all who wrote it, and of nobody else`() {
        let owner = early
        let alike = sibling("hangzhou", 3, at: 15, .integer(900))
        let other = late
        let all = [owner, alike, other]
        #expect(judge(.ask, all).dotsShown(of: all) == [owner.dot, alike.dot].sorted())
        #expect(judge(.latest, all).dotsShown(of: all) == [other.dot])
        #expect(judge(.sum, all).dotsShown(of: all) == all.map(\.dot).sorted())
    }

    @Test func `latest and earliest follow the order of siblings`() {
        #expect(judge(.latest, [early, late]).shown == .integer(1100))
        #expect(judge(.earliest, [early, late]).shown == .integer(900))
        #expect(judge(.latest, [early, late]).standing == .settled)
    }

    @Test func `an equal timestamp is broken by the site`() {
        let tie = sibling("beijing", 1, at: 10, .integer(1))
        #expect(judge(.latest, [early, tie]).shown == .integer(1))
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `T37: who picks names and times to win every tie shows first at most, and closes nothing`(
        seed: UInt64
    ) {
        var random = SplitMix64(seed: seed)
        let hostile = ["zzzz", "0", "a", "z-z", "anji2"]
        for _ in 0..<2_000 {
            let honest = sibling(
                "anji", random.next() % 9 + 1, at: random.next() >> 8, .integer(900))
            let name = hostile[Int(random.next() % UInt64(hostile.count))]
            // The greatest stamp and number there are, or the least.
            let isGreat = random.next() % 2 == 0
            let other = Sibling(
                dot: Dot(
                    stream: stream(name, epoch: isGreat ? .max : 1), seq: isGreat ? 1 << 61 : 1),
                stamp: HybridTimestamp(bits: isGreat ? .max : 0), value: .integer(1), isDelta: false
            )
            #expect(judge(.ask, [honest, other]).standing == .open)
            #expect(judge(.ask, [honest, other]).shown == .integer(900), "the owner's is shown")
            #expect(judge(.owner, [honest, other]).shown == .integer(900))
            #expect(judge(.immutable, [honest, other]).standing == .open)
            #expect(judge(.highest, [honest, other]).shown == .integer(900))
        }
    }

    @Test func `a second value of an immutable cell is a conflict`() {
        let verdict = judge(.immutable, [early, late])
        #expect(verdict.standing == .open)
        #expect(verdict.shown == .integer(900))
    }

    @Test func `the owner settles what it wrote once`() {
        #expect(judge(.owner, [early, late]).standing == .settled)
        let again = sibling("anji", 2, at: 15, .integer(950))
        #expect(judge(.owner, [early, again, late]).standing == .open)
    }

    @Test func `null never wins highest or lowest`() {
        let none = sibling("hangzhou", 1, at: 40, .null)
        #expect(judge(.highest, [early, late, none]).shown == .integer(1100))
        #expect(judge(.lowest, [early, late, none]).shown == .integer(900))
    }

    @Test func `numbers are below text`() {
        let word = sibling("hangzhou", 1, at: 1, .text("a"))
        #expect(judge(.highest, [late, word]).shown == .text("a"))
    }

    @Test func `the furthest state settles and contested states do not`() {
        let order = StateOrder(steps: [
            "draft": ["signed"], "signed": ["closed", "extended"], "closed": [], "extended": [],
        ])
        let draft = sibling("anji", 1, at: 9, .text("draft"))
        let closed = sibling("anji", 2, at: 10, .text("closed"))
        let extended = sibling("beijing", 1, at: 20, .text("extended"))
        #expect(judge(.furthest(order), [draft, closed]).shown == .text("closed"))
        #expect(judge(.furthest(order), [draft, closed]).standing == .settled)
        #expect(judge(.furthest(order), [draft, closed, extended]).standing == .open)
    }

    @Test func `a union shows every element once in code point order`() {
        let a = sibling("anji", 1, at: 1, .text("b,a"))
        let b = sibling("beijing", 1, at: 2, .text("é,a"))
        #expect(judge(.union, [a, b]).shown == .text("a,b,é"))
    }

    @Test func `a sum adds deltas to what was set`() {
        let set = sibling("anji", 1, at: 1, .integer(10))
        let plus = sibling("beijing", 1, at: 2, .integer(3), delta: true)
        #expect(judge(.sum, [set, plus]).shown == .integer(13))
    }

    @Test func `text that only looks equal is a different value`() {
        let composed = Value.text("\u{e9}")
        let decomposed = Value.text("e\u{301}")
        #expect(composed != decomposed)
    }
}

import Causality
import Testing

private func siteNamed(_ name: String) -> SiteID {
    guard let site = SiteID(name) else { fatalError("\(name) is no site") }
    return site
}

/// Who counts, who may write, and what is stable.
struct StabilityTests {
    private let hub = siteNamed("beijing")
    private let scope = ScopeID.common

    private func named(_ name: String) -> SiteID { siteNamed(name) }
    private func origin(_ name: String, _ epoch: UInt32 = 1) -> Origin {
        Origin(site: named(name), epoch: epoch)
    }
    private func own(_ name: String, _ epoch: UInt32 = 1) -> Stream {
        Stream(origin: origin(name, epoch), scope: scope)
    }
    private func entry(_ step: MemberStep, _ seq: UInt64) -> MemberLadder.Entry {
        .init(
            step, dot: Dot(stream: own("beijing"), seq: seq),
            stamp: HybridTimestamp(bits: seq))
    }
    private func vector(_ entries: [(Stream, UInt64)]) -> VersionVector { VersionVector(entries) }
    private func founded(_ names: String...) -> [MemberLadder.Entry] {
        names.map { entry(MemberStep(admitting: origin($0), seeing: false), 1) }
    }

    private func stability(
        at me: String = "beijing", _ held: VersionVector, _ steps: [MemberLadder.Entry],
        _ acks: [Acknowledgement]
    ) -> Stability {
        Stability(
            me: named(me), hub: hub, vector: held, ladder: MemberLadder(steps),
            acknowledgements: acks)
    }

    // MARK: The ladder

    @Test func `a lapse takes the admission, and a return gives none`() {
        var steps = founded("anji")
        #expect(MemberLadder(steps).admits(origin("anji"), having: VersionVector()))
        steps.append(entry(MemberStep(.lapse, named("anji")), 2))
        #expect(MemberLadder(steps).standing(of: named("anji")) == .lapsed)
        #expect(!MemberLadder(steps).isAdmitted(origin("anji")))
        steps.append(entry(MemberStep(.comeBack, named("anji")), 3))
        #expect(MemberLadder(steps).standing(of: named("anji")) == .returning)
        #expect(!MemberLadder(steps).isAdmitted(origin("anji")))
        steps.append(entry(MemberStep(admitting: origin("anji"), seeing: true), 4))
        let ladder = MemberLadder(steps)
        #expect(ladder.standing(of: named("anji")) == .active)
        #expect(!ladder.admits(origin("anji"), having: vector([(own("beijing"), 3)])))
        #expect(ladder.admits(origin("anji"), having: vector([(own("beijing"), 4)])))
        #expect(!ladder.isAdmitted(origin("anji", 2)))
    }

    @Test func `who has retired stays so`() {
        let steps =
            founded("anji") + [
                entry(MemberStep(.retire, named("anji")), 2),
                entry(MemberStep(.comeBack, named("anji")), 3),
                entry(MemberStep(admitting: origin("anji"), seeing: true), 4),
            ]
        #expect(MemberLadder(steps).standing(of: named("anji")) == .retired)
        #expect(!MemberLadder(steps).isAdmitted(origin("anji")))
    }

    @Test func `a lapsed member is not brought back by a step that admits`() {
        let steps =
            founded("anji") + [
                entry(MemberStep(.lapse, named("anji")), 2),
                entry(MemberStep(admitting: origin("anji"), seeing: false), 3),
            ]
        #expect(MemberLadder(steps.reversed()).standing(of: named("anji")) == .lapsed)
    }

    // MARK: Stability

    @Test func `without a list of members nothing is stable`() {
        let held = vector([(own("beijing"), 5)])
        let found = stability(held, [], [Acknowledgement(origin: origin("anji"), heard: held)])
        #expect(found.vector.isEmpty && found.obstacles == [hub: .noMembers])
    }

    @Test func `a silent member holds everything up until it lapses`() {
        let held = vector([(own("beijing"), 5)])
        let steps = founded("anji", "hangzhou")
        let acks = [Acknowledgement(origin: origin("anji"), heard: held)]
        let before = stability(held, steps, acks)
        #expect(before.vector.isEmpty && before.obstacles == [named("hangzhou"): .silent])
        let after = stability(
            held, steps + [entry(MemberStep(.lapse, named("hangzhou")), 5)], acks)
        #expect(after.vector == held && after.obstacles.isEmpty)
    }

    @Test func `an acknowledgement that has not seen the lapse does not count`() {
        let held = vector([(own("beijing"), 5), (own("hangzhou"), 2)])
        let steps =
            founded("anji", "hangzhou") + [entry(MemberStep(.lapse, named("hangzhou")), 5)]
        // Anji may have taken in more of Hangzhou's than is here.
        let acks = [
            Acknowledgement(origin: origin("anji"), heard: vector([(own("beijing"), 4)]))
        ]
        #expect(stability(held, steps, acks).obstacles == [named("anji"): .behindSteps])
    }

    @Test func `what a member wrote before it acknowledged has to be here`() {
        let held = vector([(own("beijing"), 5), (own("anji"), 1)])
        let said = vector([(own("beijing"), 5), (own("anji"), 2)])
        let acks = [Acknowledgement(origin: origin("anji"), heard: said)]
        #expect(stability(held, founded("anji"), acks).vector.isEmpty)
        #expect(stability(said, founded("anji"), acks).vector == said)
    }

    @Test func `of an earlier epoch nothing counts once a later one has spoken`() {
        let held = vector([(own("beijing"), 5)])
        let less = vector([(own("beijing"), 3)])
        let steps =
            founded("anji") + [entry(MemberStep(admitting: origin("anji", 2), seeing: false), 2)]
        let acks = [
            Acknowledgement(origin: origin("anji"), heard: held),
            Acknowledgement(origin: origin("anji", 2), heard: less),
        ]
        #expect(stability(held, steps, acks).vector == less)
    }

    /// A network of three that write and hear of each other at random, and tell what they hold.
    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `nothing is stable before the last member has it, and never less than before`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        let names = ["beijing", "anji", "hangzhou"]
        var held = names.map { _ in vector([(own("beijing"), 1)]) }
        var acks = [Acknowledgement?](repeating: nil, count: 3)
        let steps = founded("anji", "hangzhou")
        var last = VersionVector()
        for _ in 0..<80 {
            let at = Int.random(in: 0..<3, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: held[at].advance(own(names[at]), to: held[at][own(names[at])] + 1)
            case 1: held[at].merge(held[Int.random(in: 0..<3, using: &random)])
            default:
                // The hub hears what the member holds; its transactions may come later.
                var ack =
                    acks[at]
                    ?? Acknowledgement(origin: origin(names[at]), heard: VersionVector())
                ack.hear(held[at], held: held[0])
                acks[at] = ack
            }
            let known = acks.dropFirst().compactMap { $0 }.shuffled(using: &random)
            let found = stability(held[0], steps, known).vector
            for one in held { #expect(found.isCovered(by: one), "seed \(seed)") }
            #expect(last.isCovered(by: found), "seed \(seed): \(last) then \(found)")
            last = found
        }
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `the order in which acknowledgements are heard does not matter`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let said = (1...8).map { number in
            vector([
                (own("beijing"), UInt64(number)),
                (own("anji"), UInt64(Int.random(in: 1...8, using: &random))),
            ])
        }
        let held = vector([(own("beijing"), 9), (own("anji"), 9)])
        let orders = (0..<2).map { _ in said.shuffled(using: &random) }
        let ends = orders.map { order in
            var ack = Acknowledgement(origin: origin("anji"), heard: VersionVector())
            for one in order { ack.hear(one, held: held) }
            return ack
        }
        #expect(ends[0] == ends[1], "seed \(seed)")
    }
}

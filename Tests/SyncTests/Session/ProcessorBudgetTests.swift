import Causality
import Sync
import Synchronization
import Testing
import Wire

/// A round that costs too much ends early, and the sync goes on with the next one.
@Suite struct ProcessorBudgetTests {
    /// Each look at it is so much later than the one before, and so each step as long.
    private final class HandClock: Sendable {
        private let now = Mutex<UInt64>(0)
        private let step: UInt64

        init(stepMilliseconds: UInt64) { step = stepMilliseconds * 1_000 }

        @Sendable func look() -> UInt64 {
            now.withLock { now in
                now += step
                return now
            }
        }

        var budget: ProcessorBudget { ProcessorBudget(nowMicroseconds: look) }
    }

    private struct Course {
        var report: SyncReport
        /// What the answering end looked at, and what it left, by round.
        var taken: [Int] = []
        var left: [Int] = []
    }

    /// A sync between two ends, each with a clock of its own.
    private func sync(
        _ site: ModelReplica, _ hub: ModelReplica, here: HandClock? = nil, there: HandClock? = nil
    ) throws -> Course {
        var session = SyncCaller(
            policy: .standard, peer: hub.me.origin.site, budget: here?.budget ?? .unbounded)
        var course = Course(report: SyncReport())
        while session.report.rounds < 100 {
            let request = try session.request(site)
            var responder = SyncResponder(
                policy: .standard, budget: there?.budget ?? .unbounded)
            try request.withUnsafeBytes { try responder.feed($0) }
            let outcome = try responder.answer(hub)
            course.taken.append(outcome.results.count)
            course.left.append(outcome.left)
            if try session.takeIn(PeerReply(status: 200, body: outcome.reply), site) != .again {
                break
            }
        }
        course.report = session.report
        return course
    }

    /// One with a batch for each of so many transactions.
    private func author(_ name: String, _ count: Int) -> ModelReplica {
        let replica = ModelReplica(name)
        let text = String(repeating: "x", count: SyncLimits.batchBytesMax / 2 + 1)
        for number in 0..<count { replica.write(.common, note: "\(number) \(text)") }
        return replica
    }

    @Test func `T12: a push that costs too much is taken in over several rounds, without an error`()
        throws
    {
        let (site, hub) = (author("anji", 20), ModelReplica("beijing"))
        // Reading the body and comparing its chains take 4 s together, so two batches fill the 10 s.
        let course = try sync(site, hub, there: HandClock(stepMilliseconds: 2_000))
        #expect(course.report.isComplete && course.report.failure == nil)
        #expect(course.report.sent == 20 && course.report.refusedThere.isEmpty)
        #expect(course.taken.allSatisfy { $0 <= 3 } && course.taken.reduce(0, +) == 20)
        #expect(course.left[1] == 17, "\(course.left)")
        #expect(hub.holdings { _ in true } == site.holdings { _ in true })
    }

    @Test func `one that costs what it should is taken in at once`() throws {
        let (site, hub) = (author("anji", 20), ModelReplica("beijing"))
        let course = try sync(site, hub, there: HandClock(stepMilliseconds: 100))
        #expect(course.report.isComplete && course.taken.max() == 20)
        #expect(course.left.allSatisfy { $0 == 0 })
    }

    @Test func `a round takes in one batch, however long that lasts`() throws {
        let (site, hub) = (author("anji", 5), ModelReplica("beijing"))
        let course = try sync(site, hub, there: HandClock(stepMilliseconds: 60_000))
        #expect(course.report.isComplete && course.taken.max() == 1)
        #expect(hub.holdings { _ in true } == site.holdings { _ in true })
    }

    @Test func `a reply that costs too much is asked for anew`() throws {
        let (site, hub) = (ModelReplica("anji"), author("beijing", 20))
        let course = try sync(site, hub, here: HandClock(stepMilliseconds: 2_000))
        #expect(course.report.isComplete && course.report.failure == nil)
        #expect(course.report.received == 20 && course.report.rounds > 4)
        #expect(hub.holdings { _ in true } == site.holdings { _ in true })
        let (other, quick) = (ModelReplica("hangzhou"), HandClock(stepMilliseconds: 1))
        #expect(try sync(other, hub, here: quick).report.rounds < course.report.rounds)
    }

    @Test func `both ends at once come to hold the same`() throws {
        let (site, hub) = (author("anji", 12), author("beijing", 12))
        let slow = { HandClock(stepMilliseconds: 3_000) }
        let course = try sync(site, hub, here: slow(), there: slow())
        #expect(course.report.isComplete && course.report.failure == nil)
        #expect(hub.holdings { _ in true } == site.holdings { _ in true })
        #expect(site.everything == hub.everything && site.quarantined.isEmpty)
    }
}

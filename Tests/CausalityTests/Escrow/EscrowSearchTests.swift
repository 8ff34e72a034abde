import Causality
import Testing

/// The bound, in every world of a hub and two branches with so many moves.
struct EscrowSearchTests {
    @Test(arguments: [(false, 5), (true, 4)])
    func `whatever three sites do, no more is used than was granted`(
        allowsZombies: Bool, most: Int
    ) {
        var search = EscrowSearch(most: most, allowsZombies: allowsZombies)
        var wrong: [String] = []
        search.run { state, truth, views in
            func expect(_ holds: Bool, _ what: String) {
                if !holds, wrong.count < 5 { wrong.append("\(what): \(state)") }
            }
            expect(truth.totalUsed <= EscrowSearch.capacity, "too much is used")
            expect(truth.overdrawn == 0, "the hub has lent what it had not")
            expect(truth.shares.values.allSatisfy { $0 >= 0 }, "a share below nothing")
            expect(
                truth.shares.values.reduce(0, +) + truth.totalUsed == EscrowSearch.capacity,
                "something is made or lost")
            for view in views {
                expect(view.totalUsed <= EscrowSearch.capacity, "too much is seen as used")
            }
            // What a site believes it has, it has; only an old copy that lives on may be wrong.
            for (copy, view) in zip(state.copies, views).prefix(3) {
                expect(
                    view.shares[copy.origin, default: 0] <= truth.shares[copy.origin, default: 0],
                    "\(copy.origin) has less than it believes")
            }
            // Nobody honest is told afterwards that his move counts for nothing.
            if !state.isHaunted { expect(truth.disputed.isEmpty, "an honest move is disputed") }
        }
        #expect(wrong.isEmpty, "\(wrong)")
        #expect(search.stateCount > 1_000)
        let expected = [
            "spend", "loan", "loan back", "release", "restarted", "witness", "the hub inherits",
        ]
        #expect(expected.filter { search.met[$0] == nil }.isEmpty, "\(search.met)")
        print("escrow, zombies \(allowsZombies), \(most) moves: \(search.stateCount) worlds")
    }
}

import Causality
import Testing

struct ClaimJudgeTests {
    @Test func `the owner's confirmation stands against a proposal, whatever the clock`() throws {
        let lan = claim("lan", "017", 1, 5, .proposed)
        let qing = claim("qing", "017", 1, nil, confirmed("anji", 99))
        let standings = ClaimJudge.standings([lan, qing])
        #expect(standings[lan.key] == .displaced(by: qing.key))
        #expect(standings[qing.key] == .confirmed)
    }

    @Test func `a confirmation by another site than the owner's is a proposal`() {
        let taken = claim("lan", "017", 1, 5, confirmed("beijing", 1))
        #expect(ClaimJudge.standings([taken])[taken.key] == .proposed)
        let own = claim("qing", "017", 4, 6, confirmed("anji", 9))
        #expect(ClaimJudge.standings([taken, own])[taken.key] == .displaced(by: own.key))
    }

    @Test func `of two confirmations by the owner the earlier stands, ties go by the dot`() {
        let first = claim("a", "017", 1, 5, confirmed("anji", 10, seq: 2))
        let later = claim("b", "017", 4, 8, confirmed("anji", 11, seq: 1))
        #expect(ClaimJudge.standings([later, first])[later.key] == .displaced(by: first.key))
        let tied = claim("c", "017", 4, 8, confirmed("anji", 10, seq: 1))
        #expect(ClaimJudge.standings([first, tied])[first.key] == .displaced(by: tied.key))
    }

    @Test func `claims that only meet do not overlap`() {
        let one = claim("a", "017", 1, 5, confirmed("anji", 1))
        let next = claim("b", "017", 5, nil, confirmed("anji", 2, seq: 2))
        #expect(ClaimJudge.standings([one, next]).values.allSatisfy { $0 == .confirmed })
    }

    @Test func `a word that stands outside the owner's scope neither counts nor displaces`() throws
    {
        let elsewhere = ScopeID.site(try #require(SiteID("beijing")))
        let astray = claim("a", "017", 1, 9, confirmed("anji", 1, in: elsewhere))
        let common = claim("b", "017", 1, 9, confirmed("anji", 2, in: .common))
        let own = claim("c", "017", 1, 9, confirmed("anji", 3, seq: 2))
        let standings = ClaimJudge.standings([astray, common, own])
        #expect(standings[own.key] == .confirmed)
        #expect(standings[astray.key] == .displaced(by: own.key))
        #expect(standings[common.key] == .displaced(by: own.key))
        #expect(ClaimJudge.standings([astray])[astray.key] == .proposed)
    }

    @Test func `where a clock is suspect neither stands, and what overlaps neither is untouched`() {
        let early = claim("a", "017", 1, 5, confirmed("anji", 1))
        let odd = claim("b", "017", 4, 8, confirmed("anji", 2, seq: 2), isSuspect: true)
        let late = claim("c", "017", 8, 9, confirmed("anji", 3, seq: 3))
        let wish = claim("d", "017", 1, 9, .proposed)
        let standings = ClaimJudge.standings([wish, late, odd, early])
        #expect(standings[early.key] == .disputed(with: odd.key))
        #expect(standings[odd.key] == .disputed(with: early.key))
        #expect(standings[late.key] == .confirmed)
        #expect(standings[wish.key] == .displaced(by: late.key))
        // Alone it stands: there is nothing to be first of.
        #expect(ClaimJudge.standings([odd, late])[odd.key] == .confirmed)
    }

    @Test func `of what cannot be had nothing stands, and nothing gives way to it`() {
        let gone = claim("a", "017", 1, 9, confirmed("anji", 1), isAvailable: false)
        let later = claim("b", "017", 5, nil, confirmed("anji", 2, seq: 2))
        let standings = ClaimJudge.standings([gone, later])
        #expect(standings[later.key] == .confirmed)
        #expect(standings[gone.key] == .displaced(by: later.key))
        #expect(ClaimJudge.standings([gone])[gone.key] == .unavailable)
        let ended = claim("c", "017", 1, 9, .ended, isAvailable: false)
        #expect(ClaimJudge.standings([ended])[ended.key] == .ended)
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `no two confirmed overlap, none is displaced without cause, order is nothing`(seed: UInt64)
    {
        var random = SplitMix64(seed: seed)
        let claims = (0..<Int.random(in: 2...14, using: &random)).map { number in
            let from = Int.random(in: 0...9, using: &random)
            let to =
                Bool.random(using: &random) ? from + Int.random(in: 1...6, using: &random) : nil
            let site = Int.random(in: 0..<4, using: &random) == 0 ? "beijing" : "anji"
            let states: [Claim<Int>.State] = [
                confirmed(
                    site, UInt64.random(in: 1...6, using: &random), seq: UInt64(number) + 1),
                .proposed, .displaced, .ended,
            ]
            return claim(
                "k\(number)", "s\(Int.random(in: 0...1, using: &random))", from, to,
                states[max(0, Int.random(in: -4...3, using: &random))])
        }
        let standings = ClaimJudge.standings(claims)
        #expect(standings.count == claims.count, "seed \(seed)")
        let standing = claims.filter { standings[$0.key] == .confirmed }
        for (at, one) in standing.enumerated() {
            #expect(!standing[(at + 1)...].contains { $0.overlaps(one) }, "seed \(seed)")
        }
        for one in claims {
            guard case .displaced(by: .some(let winner)) = standings[one.key] else { continue }
            #expect(standing.contains { $0.key == winner && $0.overlaps(one) }, "seed \(seed)")
        }
        #expect(ClaimJudge.standings(claims.shuffled(using: &random)) == standings, "seed \(seed)")
    }

    private func confirmed(
        _ site: String, _ time: UInt64, seq: UInt64 = 1, in other: ScopeID? = nil
    ) -> Claim<Int>.State {
        guard let site = SiteID(site), let anji = SiteID("anji") else {
            preconditionFailure("sites")
        }
        let scope = other ?? .site(anji)
        let stream = Stream(origin: Origin(site: site, epoch: 1), scope: scope)
        return .confirmed(
            by: Dot(stream: stream, seq: seq),
            at: HybridTimestamp(milliseconds: time, counter: 0))
    }

    private func claim(
        _ key: String, _ resource: String, _ from: Int, _ to: Int?, _ state: Claim<Int>.State,
        isAvailable: Bool = true, isSuspect: Bool = false
    ) -> Claim<Int> {
        guard let key = RecordKey(key), let owner = SiteID("anji") else {
            preconditionFailure("names")
        }
        return Claim(
            key: key, resource: resource, owner: owner, from: from, to: to, state: state,
            isAvailable: isAvailable, isSuspect: isSuspect)
    }
}

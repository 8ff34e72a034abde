// What is stable.
//
// A transaction is stable here when every site that counts has acknowledged it, in acknowledgements that
//
// * hold every step of the ladder that is known here: whoever took in writes of a site that was left out
//   did so before it knew better, so they are in this acknowledgement;
// * lie wholly within what is here: whatever a member wrote before it acknowledged has arrived.
//
// So a transaction that is still to come is from a member, and was written after its acknowledgement, or
// is from an origin that is admitted later, and has seen all that the hub held then. Either way it has
// seen everything that is stable: this is causal stability (Baquero, Almeida and Shoker, 2014).
// Trimming rests on it.

/// How far an origin has applied a scope, as far as it has been heard here.
public struct Acknowledgement: Hashable, Sendable {
    public let origin: Origin
    /// The greatest of each number that was heard.
    public var heard: VersionVector
    /// What had been heard the last time that all of it was here.
    public var settled: VersionVector

    public init(origin: Origin, heard: VersionVector, settled: VersionVector = VersionVector()) {
        self.origin = origin
        self.heard = heard
        self.settled = settled
    }

    /// Takes in what the origin has said: the greater of each number.
    ///
    /// - Parameter held: what is here of the scope.
    public mutating func hear(_ vector: VersionVector, held: VersionVector) {
        // What has come in full counts, also when what is said now has not come yet.
        if heard.isCovered(by: held) { settled = heard }
        heard.merge(vector)
        if heard.isCovered(by: held) { settled = heard }
    }

    /// What counts of it where `vector` is held.
    public func effective(within vector: VersionVector) -> VersionVector {
        heard.isCovered(by: vector) ? heard : settled
    }
}

/// What is stable in a scope, and who holds it up.
public struct Stability: Hashable, Sendable {
    /// Why a site holds up everything.
    public enum Obstacle: Hashable, Sendable {
        /// There is no list of members: nobody knows whom to wait for.
        case noMembers
        /// This site does not count itself.
        case notCounted
        /// It has not acknowledged anything, or not since it began its present epoch.
        case silent
        /// It has not acknowledged the members' list as it is now.
        case behindSteps
    }

    public var vector = VersionVector()
    /// What is here of the scope.
    public let held: VersionVector
    /// Sites for which nothing at all is stable. Under the own site what is about no other.
    public var obstacles: [SiteID: Obstacle] = [:]
    /// What each other site that counts has acknowledged.
    public var acknowledged: [SiteID: VersionVector] = [:]

    /// - Parameters:
    ///   - me: this site, which has acknowledged `vector`: what it holds of the scope.
    ///   - acknowledgements: of the scope, in any order.
    ///   - gone: sites that do not hold the scope any more: nobody waits for them.
    public init(
        me: SiteID, hub: SiteID, vector held: VersionVector, ladder: MemberLadder,
        acknowledgements: [Acknowledgement], without gone: Set<SiteID> = []
    ) {
        self.held = held
        guard ladder.isInForce else {
            obstacles[me] = .noMembers
            return
        }
        guard me == hub || ladder.standing(of: me)?.counts ?? false else {
            obstacles[me] = .notCounted
            return
        }
        let counting = ladder.sites.filter {
            ladder.standing(of: $0)?.counts ?? false && !gone.contains($0)
        }
        vector = held
        for site in Set(counting + [hub]).sorted() where site != me {
            // Of an earlier epoch the site may have lost what it acknowledged.
            let last = acknowledgements.filter { $0.origin.site == site }
                .max { $0.origin.epoch < $1.origin.epoch }
            guard let last, site == hub || ladder.isAdmitted(last.origin) else {
                obstacles[site] = .silent
                continue
            }
            let acknowledged = last.effective(within: held)
            guard ladder.entries.allSatisfy({ acknowledged.contains($0.dot) }) else {
                obstacles[site] = .behindSteps
                continue
            }
            self.acknowledged[site] = acknowledged
            vector.meet(acknowledged)
        }
        if !obstacles.isEmpty { vector = VersionVector() }
    }

    /// The sites that have not acknowledged everything that is here, by how much they lack.
    public var behind: [(site: SiteID, lacks: UInt64)] {
        acknowledged.map { site, vector in
            (site, held.beyond(vector).reduce(0) { $0 + ($1.to - $1.from) })
        }.filter { $0.1 > 0 }.sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }
    }
}

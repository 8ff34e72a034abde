/// Decides what each claim is. Pure, and independent of the order of the claims.
public enum ClaimJudge {
    /// The standing of each claim by its key. O(n²) within a resource.
    ///
    /// - Precondition: keys are unique.
    public static func standings<Point>(
        _ claims: [Claim<Point>]
    ) -> [RecordKey: ClaimStanding] {
        var standings: [RecordKey: ClaimStanding] = [:]
        let contenders = claims.filter { $0.ownersWord != nil && $0.isAvailable }
            .sorted { $0.wasConfirmed(before: $1) }
        var standing: [Claim<Point>] = []
        for claim in contenders {
            let rival = contenders.first {
                $0.key != claim.key && $0.overlaps(claim) && ($0.isSuspect || claim.isSuspect)
            }
            if let rival { standings[claim.key] = .disputed(with: rival.key) }
        }
        for claim in contenders where standings[claim.key] == nil {
            if let winner = standing.first(where: { $0.overlaps(claim) }) {
                standings[claim.key] = .displaced(by: winner.key)
            } else {
                standings[claim.key] = .confirmed
                standing.append(claim)
            }
        }
        for claim in claims where standings[claim.key] == nil {
            switch claim.state {
            case .ended: standings[claim.key] = .ended
            case .displaced: standings[claim.key] = .displaced(by: nil)
            case .proposed, .confirmed:
                let winner = standing.first { $0.overlaps(claim) }
                standings[claim.key] =
                    winner.map { .displaced(by: $0.key) }
                    ?? (claim.isAvailable ? .proposed : .unavailable)
            }
        }
        return standings
    }
}

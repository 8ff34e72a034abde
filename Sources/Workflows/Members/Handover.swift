public import Causality
public import Domain
public import Storage

/// What a site that leaves still holds. Nothing can be called back from it, so that is written down for the
/// hand-over: how many records of which kind, how far it is known to have them, and what of its own work
/// never arrived.
public struct Handover: Sendable {
    /// Records of one kind.
    public struct Held: Sendable {
        public let kind: RecordKind
        /// Its own records, in its own scope.
        public let own: Int64
        /// Records that every site holds.
        public let common: Int64
    }

    public let site: SiteID
    /// Kinds of which it holds any, in the order of declaration.
    public let held: [Held]
    /// How many transactions that are here it has not acknowledged, so that it may lack some of these; `nil`
    /// when that is not known.
    public let lacks: UInt64?
    /// How many of its own transactions stay with it.
    public let notTakenIn: UInt64
    /// When it was last heard.
    public let heardMilliseconds: UInt64?

    /// As the hub knows it.
    public init(of site: SiteID, _ replica: Replica) throws {
        self.site = site
        let view = try Members(replica).views.first { $0.site == site }
        lacks = view?.lacks
        notTakenIn = view?.notTakenIn ?? 0
        heardMilliseconds = view?.heardMilliseconds
        held = try NetworkSchema.kinds.compactMap { kind in
            let count = { (condition: String, values: [Value]) in
                try replica.select("SELECT count(*) FROM \"\(kind.name)\"\(condition)", values)
                    .first?.first?.integer ?? 0
            }
            switch kind.scope {
            case .fixed(.common):
                let all = try count("", [])
                return all > 0 ? Held(kind: kind, own: 0, common: all) : nil
            case .siteOf(let column):
                let own = try count(" WHERE \"\(column)\" = ?1", [.text(site.name)])
                return own > 0 ? Held(kind: kind, own: own, common: 0) : nil
            default: return nil
            }
        }
    }
}

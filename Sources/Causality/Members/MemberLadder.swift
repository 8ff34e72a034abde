// The members' ladder of a scope.
//
//     admit ──► active ──lapse──► lapsed ──return──► returning ──join──► active
//     join ───►        ──suspend─► suspended ─────────────┘
//                      ─retire──► retired (for good)
//
// Who counts is what stability waits for; who is admitted is whose writes are taken in. Both follow from
// the set of steps, in the order of their timestamps and dots, so all who hold the same steps agree.
// docs/decisions/0012-stability-and-trimming.md says why that is enough.

/// Where a site stands in a scope.
public enum MemberStanding: String, Hashable, Sendable, CaseIterable {
    case active, lapsed, suspended, returning, retired

    /// Whether nothing is stable before the site has acknowledged it.
    public var counts: Bool { self == .active || self == .returning }

    /// The states from which a person may take a step.
    public static func may(_ step: MemberStep.Kind, from standing: MemberStanding) -> Bool {
        switch step {
        case .admit, .join: false
        case .lapse: standing.counts
        case .suspend: standing != .suspended && standing != .retired
        case .comeBack: standing == .lapsed || standing == .suspended
        case .retire: standing != .retired
        }
    }
}

/// The steps of one scope and what follows from them.
public struct MemberLadder: Sendable {
    /// A step with the transaction that took it.
    public struct Entry: Hashable, Sendable {
        public let step: MemberStep
        public let dot: Dot
        public let stamp: HybridTimestamp

        public init(_ step: MemberStep, dot: Dot, stamp: HybridTimestamp) {
            self.step = step
            self.dot = dot
            self.stamp = stamp
        }
    }

    /// What a site may be by now.
    private struct Member {
        var standing = MemberStanding.active
        /// The origins whose writes are taken in, and the step that their author must have seen.
        var admitted: [Origin: Dot?] = [:]
    }

    /// In their order.
    public let entries: [Entry]
    private var members: [SiteID: Member] = [:]

    public init(_ entries: some Sequence<Entry>) {
        self.entries = entries.sorted { a, b in
            if a.stamp != b.stamp { return a.stamp < b.stamp }
            return a.dot == b.dot ? a.step.subject < b.step.subject : a.dot < b.dot
        }
        for entry in self.entries { take(entry) }
    }

    private mutating func take(_ entry: Entry) {
        var member = members[entry.step.site] ?? Member()
        guard member.standing != .retired else { return }
        switch entry.step.kind {
        case .admit, .join:
            guard member.standing.counts, let epoch = entry.step.epoch else { return }
            let origin = Origin(site: entry.step.site, epoch: epoch)
            member.standing = .active
            member.admitted[origin] = .some(entry.step.kind == .admit ? nil : entry.dot)
        case .lapse: member = Member(standing: .lapsed)
        case .suspend: member = Member(standing: .suspended)
        case .comeBack: member = Member(standing: .returning)
        case .retire: member = Member(standing: .retired)
        }
        members[entry.step.site] = member
    }

    /// Whether there is a list of members. Before that nobody counts and everybody may write.
    public var isInForce: Bool { !entries.isEmpty }

    public var sites: [SiteID] { members.keys.sorted() }

    /// `nil` for a site that no step is about.
    public func standing(of site: SiteID) -> MemberStanding? { members[site]?.standing }

    /// Whether the origin may write, having seen what `admission` says.
    public func isAdmitted(_ origin: Origin) -> Bool {
        members[origin.site]?.admitted[origin.plain] != nil
    }

    /// The step that the origin's author must have seen; `nil` for one that is admitted
    /// as it is, and for one that is not admitted.
    public func admission(of origin: Origin) -> Dot? {
        members[origin.site]?.admitted[origin.plain] ?? nil
    }

    /// Whether a write is taken in from its own author.
    ///
    /// - Parameter context: what its author had seen.
    public func admits(_ origin: Origin, having context: VersionVector) -> Bool {
        guard isAdmitted(origin) else { return false }
        return admission(of: origin).map(context.contains) ?? true
    }

    /// The step that made a site count again, or for the first time, and that a new origin of it must
    /// have seen: the last `return` or `join`; `nil` when it has been a member since the list began.
    public func beginning(of site: SiteID) -> Dot? {
        entries.last { entry in
            entry.step.site == site && (entry.step.kind == .comeBack || entry.step.kind == .join)
        }?.dot
    }

    /// The last step that let a site come back; `nil` when it has never been left out, or still is.
    public func comeBack(of site: SiteID) -> Dot? {
        entries.last { $0.step.site == site && $0.step.kind == .comeBack }?.dot
    }

    /// The last step that is about a site.
    public func last(about site: SiteID) -> Entry? { entries.last { $0.step.site == site } }
}

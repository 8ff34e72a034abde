/// A step of the members' ladder: what the hub says of a site, or of one of its origins, in a scope. An
/// operation on a table that no schema declares; its author, time and reason are those of its
/// transaction.
public struct MemberStep: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// This origin may write: it was a member when the list of the scope began, or the hub has found
        /// that its writes have seen what a member has to have seen.
        case admit
        /// This origin may write from now on, having seen this step.
        case join
        /// Has been silent; what it writes is not taken in.
        case lapse
        /// As `lapse`, and it is not served.
        case suspend
        /// May come back.
        case comeBack = "return"
        /// Has left for good.
        case retire
    }

    /// The table that steps are written to.
    public static let table = "moso_member"
    /// Its only cell: the step's kind.
    public static let cell = "step"

    public let kind: Kind
    public let site: SiteID
    /// The epoch that is admitted by `admit` and `join`; the others are about the site, and have none.
    public let epoch: UInt32?

    /// An origin may write.
    ///
    /// - Parameter seeing: only what has seen this step.
    public init(admitting origin: Origin, seeing: Bool) {
        kind = seeing ? .join : .admit
        site = origin.site
        epoch = origin.epoch
    }

    /// - Precondition: the kind is about a site.
    public init(_ kind: Kind, _ site: SiteID) {
        precondition(kind != .admit && kind != .join, "an origin is admitted, not a site")
        self.kind = kind
        self.site = site
        epoch = nil
    }

    /// `nil` when the operation is no step, or is not of its form.
    public init?(_ operation: Operation) {
        guard operation.table == MemberStep.table, case .insert(let values) = operation.change,
            let only = values.first, values.count == 1, only.cell == MemberStep.cell,
            let kind = only.value.text
        else { return nil }
        self.init(kind, about: operation.key.text)
    }

    /// A step from its kind and its subject as text; `nil` when they are none.
    public init?(_ kind: String, about subject: String) {
        guard let kind = Kind(rawValue: kind) else { return nil }
        switch kind {
        case .admit, .join:
            guard let origin = Origin(subject[...]), origin.branch == nil else { return nil }
            self.init(admitting: origin, seeing: kind == .join)
        case .lapse, .suspend, .comeBack, .retire:
            guard let site = SiteID(subject) else { return nil }
            self.init(kind, site)
        }
    }

    /// Site, or origin, as text.
    public var subject: String {
        epoch.map { Origin(site: site, epoch: $0).description } ?? site.name
    }

    public var operation: Operation {
        guard let key = RecordKey(subject) else {
            preconditionFailure("the name of an origin is short enough for a key")
        }
        return Operation(
            table: MemberStep.table, key: key,
            change: .insert([CellValue(cell: MemberStep.cell, value: .text(kind.rawValue))]))
    }
}

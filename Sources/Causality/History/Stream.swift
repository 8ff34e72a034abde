/// A gapless, hash-chained sequence of transactions 1, 2, 3 … of one writer in one scope.
public struct Stream: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let origin: Origin
    public let scope: ScopeID

    public init(origin: Origin, scope: ScopeID) {
        self.origin = origin
        self.scope = scope
    }

    /// `anji.1/site/anji`
    public var description: String { "\(origin)/\(scope)" }

    /// Reads `description` back; `nil` when it is not of that form.
    public init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/"), let dot = text.firstIndex(of: "."), dot < slash,
            let site = SiteID(String(text[..<dot])),
            let epoch = UInt32(text[text.index(after: dot)..<slash]), epoch > 0,
            let scope = ScopeID(String(text[text.index(after: slash)...]))
        else { return nil }
        self.init(origin: Origin(site: site, epoch: epoch), scope: scope)
    }

    /// The part of the order of siblings below the timestamp: site, epoch as a number, scope.
    public static func < (a: Stream, b: Stream) -> Bool {
        a.origin == b.origin ? a.scope < b.scope : a.origin < b.origin
    }
}

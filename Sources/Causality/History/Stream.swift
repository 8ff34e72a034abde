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
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")),
            let origin = Origin(text[..<slash]),
            let scope = ScopeID(String(text[text.utf8.index(after: slash)...]))
        else { return nil }
        self.init(origin: origin, scope: scope)
    }

    /// The stream as its own transactions name it, whichever branch of a fork this is.
    public var plain: Stream {
        origin.branch == nil ? self : Stream(origin: origin.plain, scope: scope)
    }

    /// The branch of this stream that begins with a transaction whose hash has these first bytes.
    public func branch(_ first: UInt32) -> Stream {
        Stream(
            origin: Origin(site: origin.site, epoch: origin.epoch, branch: first), scope: scope)
    }

    /// Streams are keys wherever a dot is looked up, so what goes in is as few pieces as tell them apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(origin.site.name)
        hasher.combine(UInt64(origin.epoch) << 32 | UInt64(origin.branch ?? 0))
        hasher.combine(scope.name)
    }

    /// The part of the order of siblings below the timestamp: site, epoch as a number,
    /// branch, scope.
    public static func < (a: Stream, b: Stream) -> Bool {
        a.origin == b.origin ? a.scope < b.scope : a.origin < b.origin
    }
}

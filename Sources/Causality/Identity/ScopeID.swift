/// A set of records that is copied to the same sites: the unit of causality and of access.
///
/// Written `common`, `roster`, `capital`, `site/anji`, `city/330523`: 1 to 64 characters of the
/// alphabet of `SiteID` with at most one `/` between two parts that are not empty.
public struct ScopeID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let name: String

    /// `nil` when `name` breaks the rule above.
    public init?(_ name: String) {
        var name = name
        guard name.withUTF8({ ScopeID.allows(name: $0[...]) }) else { return nil }
        self.name = name
    }

    /// Whether these bytes are a name as above. A second `/` is no part of a name.
    private static func allows(name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let slash = name.firstIndex(of: UInt8(ascii: "/")) else {
            return SiteID.allows(name: name)
        }
        return SiteID.allows(name: name[..<slash]) && SiteID.allows(name: name[(slash + 1)...])
    }

    private init(trusted name: String) { self.name = name }

    /// Records that every site holds.
    public static let common = ScopeID(trusted: "common")
    /// Members, grants and quotas.
    public static let roster = ScopeID(trusted: "roster")
    /// Investment records, held by the hub.
    public static let capital = ScopeID(trusted: "capital")
    /// Records of one site, held by that site and the hub.
    public static func site(_ site: SiteID) -> ScopeID { ScopeID(trusted: "site/\(site)") }

    /// Talks with one city, held by the hub; `city/none` for a code that is none.
    public static func city(_ code: String) -> ScopeID {
        ScopeID("city/\(code)") ?? ScopeID(trusted: "city/none")
    }

    /// Whether it is the scope of talks with a city.
    public var isOfCity: Bool { name.utf8.starts(with: "city/".utf8) }

    /// The site named in a scope `site/<name>`, which owns the records in it; `nil` for others.
    public var owner: SiteID? {
        guard name.utf8.starts(with: "site/".utf8) else { return nil }
        return SiteID(String(name.dropFirst(5)))
    }

    public var description: String { name }

    /// By the bytes, as of `SiteID`.
    public static func < (a: ScopeID, b: ScopeID) -> Bool { a.name < b.name }
}

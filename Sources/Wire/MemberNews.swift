public import Causality

// What members have acknowledged, as far as the hub has heard.
//
// A branch meets only the hub, and has to know how far all the others are before it trims anything. So
// the hub passes on what they have said, in a frame that numbers its own news: the reader says with its next
// request up to where it has read, and gets what is newer. A group is one member's acknowledgement of one
// scope, whole: half of one would look like another. It is told as what differs from the hub's own claims
// in the same exchange, which is little, since members mostly hold what the hub holds.

/// Acknowledgements that are passed on, and how far the other end's have been read.
public struct MemberNews: Sendable, Hashable {
    /// What one member has acknowledged of one scope.
    public struct Group: Sendable, Hashable {
        public let member: Origin
        public let scope: ScopeID
        /// The streams of the scope of which the member holds another number than the speaker claims.
        public let differences: [Difference]

        public init(member: Origin, scope: ScopeID, differences: [Difference]) {
            self.member = member
            self.scope = scope
            self.differences = differences
        }

        /// The acknowledgement, given the speaker's claims.
        public func vector(beside claims: VersionVector) -> VersionVector {
            let told = Set(differences.map(\.writer))
            let same = claims.entries.filter {
                $0.stream.scope == scope && !told.contains($0.stream.origin)
            }
            return VersionVector(
                same.map { ($0.stream, $0.seq) }
                    + differences.map { (Stream(origin: $0.writer, scope: scope), $0.seq) })
        }

        /// What differs between an acknowledgement and the speaker's claims.
        public init(member: Origin, scope: ScopeID, _ vector: VersionVector, claims: VersionVector)
        {
            self.member = member
            self.scope = scope
            let streams = Set((vector.entries + claims.entries).map(\.stream))
                .filter { $0.scope == scope }.sorted()
            differences = streams.filter { vector[$0] != claims[$0] }
                .map { Difference(writer: $0.origin, seq: vector[$0]) }
        }
    }

    public struct Difference: Sendable, Hashable {
        public let writer: Origin
        /// 0 when the member holds nothing of it.
        public let seq: UInt64

        public init(writer: Origin, seq: UInt64) {
            self.writer = writer
            self.seq = seq
        }
    }

    /// A place in the order of the news of one end. Numbers mean something within one epoch of it.
    public struct Mark: Sendable, Hashable {
        public static let none = Mark(epoch: 0, number: 0)
        public let epoch: UInt32
        public let number: UInt64

        public init(epoch: UInt32, number: UInt64) {
            self.epoch = epoch
            self.number = number
        }
    }

    /// Up to where the speaker has read the listener's news.
    public var read: Mark
    /// Up to where the groups here reach, in the speaker's own order.
    public var number: UInt64
    public var groups: [Group]

    public init(read: Mark = .none, number: UInt64 = 0, groups: [Group] = []) {
        self.read = read
        self.number = number
        self.groups = groups
    }
}

extension MemberNews {
    /// Epoch and number that were read, number reached; a table of origins, a table of scopes; then each
    /// group: member, scope, count, and for each difference writer and number.
    var encoded: [UInt8] {
        let origins = Set(groups.flatMap { [$0.member] + $0.differences.map(\.writer) }).sorted()
        let scopes = Set(groups.map(\.scope)).sorted()
        let originAt = Dictionary(uniqueKeysWithValues: origins.enumerated().map { ($1, $0) })
        let scopeAt = Dictionary(uniqueKeysWithValues: scopes.enumerated().map { ($1, $0) })
        var writer = ByteWriter()
        writer.varint(UInt64(read.epoch))
        writer.varint(read.number)
        writer.varint(number)
        writer.varint(origins.count)
        for origin in origins { writer.origin(origin) }
        writer.varint(scopes.count)
        for scope in scopes { writer.text(scope.name) }
        writer.varint(groups.count)
        for group in groups {
            writer.varint(originAt[group.member] ?? 0)
            writer.varint(scopeAt[group.scope] ?? 0)
            writer.varint(group.differences.count)
            for difference in group.differences {
                writer.varint(originAt[difference.writer] ?? 0)
                writer.varint(difference.seq)
            }
        }
        return writer.bytes
    }
}

extension ByteReader {
    mutating func memberNews() throws(WireError) -> MemberNews {
        let epoch = UInt32(try count("news.epoch", most: Int(UInt32.max)))
        var news = MemberNews(
            read: .init(epoch: epoch, number: try varint("news.read")),
            number: try varint("news.number"))
        var origins: [Origin] = []
        for _ in 0..<(try count("news.origins", most: WireLimits.vectorEntriesMax)) {
            origins.append(try origin())
        }
        var scopes: [ScopeID] = []
        for _ in 0..<(try count("news.scopes", most: WireLimits.vectorEntriesMax)) {
            scopes.append(try scope("news.scope"))
        }
        for _ in 0..<(try count("news.groups", most: WireLimits.newsGroupsMax)) {
            let member = try place("news.member", below: origins.count)
            let scope = try place("news.scope", below: scopes.count)
            var differences: [MemberNews.Difference] = []
            for _ in 0..<(try count("news.differences", most: WireLimits.vectorEntriesMax)) {
                let writer = try place("news.writer", below: origins.count)
                let seq = try varint("news.seq")
                guard seq < 1 << 62 else { throw failure(.outOfRange, "news.seq") }
                differences.append(.init(writer: origins[writer], seq: seq))
            }
            guard Set(differences.map(\.writer)).count == differences.count else {
                throw failure(.notCanonical, "news.differences")
            }
            news.groups.append(
                .init(member: origins[member], scope: scopes[scope], differences: differences))
        }
        return news
    }

    /// Scopes of which what the reader lacks has been trimmed.
    mutating func trimmedScopes() throws(WireError) -> [ScopeID] {
        var scopes: [ScopeID] = []
        for _ in 0..<(try count("trimmed.scopes", most: WireLimits.vectorEntriesMax)) {
            scopes.append(try scope("trimmed.scope"))
        }
        return scopes
    }

    private mutating func place(
        _ reading: StaticString, below count: Int
    ) throws(WireError) -> Int {
        let at = try varint(reading)
        guard at < UInt64(count) else { throw failure(.outOfRange, "\(reading)") }
        return Int(at)
    }

    private mutating func scope(_ reading: StaticString) throws(WireError) -> ScopeID {
        guard let scope = ScopeID(try text(reading, most: 65)) else {
            throw failure(.outOfRange, "\(reading)")
        }
        return scope
    }
}

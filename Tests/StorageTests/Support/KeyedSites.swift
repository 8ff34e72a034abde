import Causality
import Glibc
import Storage
import Sync
import Wire

/// Sites that know each other by keys and exchange as over a line.
struct KeyedSites {
    let sites = Sites()
    let policy = ScopePolicy { site, hub, scope in
        site == hub || scope == .common || scope == .roster || scope == .site(site)
    }

    /// Distinct keys; a copy of a machine has the one that it was copied from.
    func key(of name: String, in folder: String? = nil) throws -> SigningKey {
        let byte = UInt8(truncatingIfNeeded: name.utf8.reduce(0) { $0 &* 31 &+ Int($1) })
        return try KeyFile(directory: sites.path(folder ?? name)).readMaking { count in
            [UInt8](repeating: byte, count: count)
        }
    }

    /// Another key in the place of a site's. A replica that is open goes on with the old one.
    func newKey(_ byte: UInt8, of name: String) throws -> SigningKey {
        let file = KeyFile(directory: sites.path(name))
        unlink(file.path)
        return try file.readMaking { [UInt8](repeating: byte, count: $0) }
    }

    func enrol(_ other: String, at replica: Replica) throws {
        let own = try key(of: replica.meta.site.name).publicKey
        try replica.trust(try key(of: other).publicKey, of: site(other), ownKey: own)
    }

    /// A hub and two branches, each of which knows everybody's key.
    func federation() throws -> (hub: Replica, anji: Replica, hangzhou: Replica) {
        let (hub, anji, hangzhou) = try joined()
        try enrol("hangzhou", at: anji)
        try enrol("anji", at: hangzhou)
        return (hub, anji, hangzhou)
    }

    /// A hub and two branches that have come by a code: each knows the hub, and the hub knows both.
    func joined() throws -> (hub: Replica, anji: Replica, hangzhou: Replica) {
        let (hub, anji, hangzhou) = (
            try sites.make("beijing"), try sites.make("anji"), try sites.make("hangzhou")
        )
        for branch in [anji, hangzhou] {
            try enrol("beijing", at: branch)
            sites.clock.advance(1)
            try enrol(branch.meta.site.name, at: hub)
        }
        return (hub, anji, hangzhou)
    }

    func company(_ replica: Replica, _ name: String) throws {
        sites.clock.advance(1)
        try replica.edit(author: "李娜") { draft in
            try draft.insert("company", RecordKey.named(name), ["name": .text(name)])
        }
    }

    @discardableResult
    func sync(
        _ caller: Replica, _ responder: Replica,
        onReply: ([UInt8]) throws -> [UInt8] = { $0 }
    ) throws -> SyncReport {
        var session = SyncCaller(policy: policy, peer: responder.meta.site)
        while session.report.rounds < 50 {
            var answering = SyncResponder(policy: policy)
            try session.request(caller).withUnsafeBytes { try answering.feed($0) }
            let reply = try onReply(try answering.answer(responder).reply)
            if try session.takeIn(PeerReply(status: 200, body: reply), caller) != .again { break }
        }
        return session.report
    }

    func holds(_ replica: Replica, _ name: String) throws -> Bool {
        let tool = OtherTool(replica.databasePath)
        return tool.word("SELECT id FROM company WHERE id = '\(name)'") == name
    }

    /// The same body with one more transaction, and a signature over it, before its end.
    func appending(_ record: LogRecord, _ head: SignedHead, to body: [UInt8]) throws -> [UInt8] {
        var encoder = FrameEncoder()
        var isComplete = true
        try FrameDecoder().feed(body) { frame in
            switch frame {
            case .hello(let hello): encoder.append(hello)
            case .transaction(let bytes, let count, let personal):
                encoder.append(bytes: bytes, expandedCount: count, personal: personal)
            case .signatures(let heads): encoder.append(signatures: heads)
            case .end(_, let more): isComplete = !more
            default: break
            }
        }
        encoder.append(bytes: record.bytes, expandedCount: record.expandedCount)
        encoder.append(signatures: [head])
        return encoder.finish(more: !isComplete)
    }
}

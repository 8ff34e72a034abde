internal import Causality
internal import Glibc
internal import Storage
internal import Sync
internal import Wire

/// One site of a `TrustWorld`: its replica, its key files, its certificate, its clock, and what its people were told.
final class TrustMember {
    let id: SiteID
    let site: SQLiteSite
    let clock: HandClock
    /// By how much its clock is wrong, in milliseconds.
    var clockOffset = 0
    /// What its people were told is safe.
    var told: Set<Dot> = []
    /// Whether its key was ever taken away, so that some of its work may count nowhere.
    var wasRevoked = false
    /// How its last exchange went that came to an end.
    var report: SyncReport?
    private var shown: [PublicKey: SiteCertificate] = [:]
    private var keysMade = 0
    private let seed: UInt64

    init(
        _ id: SiteID, of members: [SiteID], schema: ReplicaSchema, directory: String, seed: UInt64,
        templates: ReplicaTemplates
    ) throws {
        self.id = id
        self.seed = seed
        clock = HandClock()
        site = try SQLiteSite(
            id, hub: members[0], schema: schema, directory: directory, clock: clock, seed: seed,
            templates: templates, members: members, holds: ScopePolicy.heldByName)
    }

    var replica: Replica { get throws { try site.replica } }

    func set(_ milliseconds: UInt64) {
        clock.milliseconds = UInt64(Int(milliseconds) + clockOffset)
    }

    // MARK: Keys

    private var keyFile: KeyFile { KeyFile(directory: site.directory) }

    func key() throws -> SigningKey? { try keyFile.read() }

    /// The hub's former key, while it is shown.
    func formerKey() throws -> SigningKey? {
        try KeyFile.former(in: site.directory, wallMilliseconds: clock.milliseconds)?.key
    }

    /// What people do whose site's key counts no more: they put the key files aside, and make another.
    func makeAnotherKey() throws -> PublicKey {
        for name in [KeyFile.name, KeyFile.nextName] { unlink("\(site.directory)/\(name)") }
        keysMade += 1
        var draw = SeededGenerator(seed: seed, "another key", keysMade)
        let key = try keyFile.readMaking { count in
            (0..<count).map { _ in UInt8(truncatingIfNeeded: draw.next()) }
        }
        try site.crash()
        return key.publicKey
    }

    /// The certificate for one of its keys, as programs show it: made anew at a third of its life.
    func certificate(of key: SigningKey) -> SiteCertificate {
        let now = Int64(clock.milliseconds / 1000)
        if let made = shown[key.publicKey], !made.isDue(nowSeconds: now) { return made }
        let fresh = SiteCertificate(of: key, nowSeconds: now)
        shown[key.publicKey] = fresh
        return fresh
    }

    func takes(_ certificate: SiteCertificate) -> Bool {
        certificate.validSeconds.contains(Int64(clock.milliseconds / 1000))
    }

    // MARK: What it wrote

    /// The dots of the transactions that lie in its files of unsent work.
    func saved() throws -> Set<Dot> {
        var dots: Set<Dot> = []
        for work in UnsentWork.files(in: site.directory) {
            var body = ReceivedBody()
            try body.feed(SmallFile.read(work.path) ?? [])
            dots.formUnion(body.records.compactMap { ChainLink($0)?.dot })
        }
        return dots
    }
}

internal import Causality
internal import Sync
internal import Wire

/// I17: the chain of every stream can be walked at every site from its first entry to its head, and no
/// entry is another one than elsewhere; whoever has reason for an alarm raises it and nobody else does:
/// about what broke a rule, with the name of who sent it; about an epoch that begins; about a file that
/// has rotted, with the place. Chains are walked at rest, and in one seed of four after each start.
package final class ChainsAndAlarms: Checker {
    /// What bears a number, by its bytes.
    private var entries: [Dot: Set<Digest256>] = [:]
    /// The epoch of each site when it was last looked at, and how much cause for a new one it had had.
    private var epochs: [Int: (epoch: UInt32, causes: Int)] = [:]

    /// What has been read so far: the same bytes, at another site or at a later time, say the same.
    private var read: [RecordBytes: Link] = [:]
    private lazy var decompressor = ZstdDecompressor()

    /// One entry of a chain, as its bytes say.
    private struct Link {
        let dot: Dot
        let previousHash: [UInt8]
        let hash: Digest256
    }

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        switch moment {
        case .edited(let site, let made):
            for transaction in made {
                guard let hash = try site.store.hash(of: transaction.dot) else { continue }
                entries[transaction.dot, default: []].insert(hash)
            }
            try checkEpoch(site, world)
        case .restarted(let site):
            try checkEpoch(site, world)
            if world.scenario.seed.isMultiple(of: 4) { try walk(site) }
        case .exchanged(let site, _, _): try checkEpoch(site, world)
        case .rotted(let site, let rot): try expectTold(rot, at: site, world)
        case .tookIn, .repeated, .sent, .undone, .tricked: break
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core {
            try walk(site)
            try checkEpoch(site, world)
            try checkAside(site, world)
        }
        for (dot, hashes) in entries where hashes.count > 1 {
            let isForked = world.forks.contains {
                $0.stream == dot.stream && $0.seq <= dot.seq
            }
            guard isForked else {
                throw Violation("I17", "\(dot) is \(hashes.count) transactions, and no fork")
            }
        }
    }

    // MARK: Chains

    private func walk(_ site: World.WorldSite) throws {
        var links: [Dot: Set<Digest256>] = [:]
        _ = try site.store.extract(beyond: VersionVector(), { _ in true }) { record in
            let link = try link(record)
            let dot = link.dot
            let before =
                dot.seq == 1
                ? [Digest256.none] : links[Dot(stream: dot.stream, seq: dot.seq - 1)] ?? []
            guard before.contains(where: { $0.bytes == link.previousHash }) else {
                throw Violation("I17", "at \(site.id) \(dot) follows nothing that is there")
            }
            links[dot, default: []].insert(link.hash)
            entries[dot, default: []].insert(link.hash)
            return true
        }
        for (stream, head) in try site.store.heads({ _ in true }) {
            let seq = try site.store.vector { $0 == stream.scope }[stream]
            guard links[Dot(stream: stream.plain, seq: seq)]?.contains(head) ?? false else {
                throw Violation("I17", "at \(site.id) \(stream) ends with what is not its head")
            }
        }
    }

    private func link(_ record: LogRecord) throws -> Link {
        let name = RecordBytes(bytes: record.bytes, expandedCount: record.expandedCount)
        if let known = read[name] { return known }
        let bytes =
            try record.expandedCount.map { try decompressor.expand(record.bytes, to: $0) }
            ?? record.bytes
        let header = try bytes.withUnsafeBytes { try TransactionReader.header($0).header }
        let link = Link(
            dot: header.dot, previousHash: header.previousHash, hash: Digest256(of: bytes))
        read[name] = link
        return link
    }

    // MARK: Alarms

    private func checkEpoch(_ site: World.WorldSite, _ world: World) throws {
        let epoch = try site.store.identity().origin.epoch
        let last = epochs.updateValue((epoch, site.epochCauses), forKey: site.index) ?? (1, 0)
        guard epoch != last.epoch else { return }
        world.counters.sometimes("epoch begun")
        let isForked = try site.store.vector { _ in true }.entries.contains {
            let origin = $0.stream.origin
            return origin.branch != nil
                && origin.plain == Origin(site: site.id, epoch: last.epoch)
        }
        guard site.epochCauses > last.causes || isForked else {
            throw Violation("I17", "\(site.id) begins epoch \(epoch) without a cause")
        }
        // Who was put back knows nothing of the epochs it has begun since.
        guard epoch > last.epoch || site.copies > 0 else {
            throw Violation("I17", "\(site.id) goes back to epoch \(epoch)")
        }
        guard
            try site.store.epochTold() == epoch || site.epochsTold.contains(epoch)
                || world.rolledBack.contains(site.id)
        else {
            throw Violation("I17", "\(site.id) does not say that epoch \(epoch) has begun")
        }
    }

    /// What has been put aside: all that had to be, under the name of who sent it, and nothing of
    /// honest sites.
    private func checkAside(_ site: World.WorldSite, _ world: World) throws {
        let waiting = try site.store.waiting()
        for item in waiting {
            guard case .quarantined(let why) = item.standing else { continue }
            world.counters.sometimes("alarm about a transaction")
            guard item.peer == World.hostile else {
                let peer = item.peer?.name ?? "nobody"
                throw Violation("I17", "\(site.id) blames \(peer) for what \(why)")
            }
            guard item.dot.map(world.offences.contains) ?? true else {
                throw Violation("I17", "\(site.id) put a lawful transaction aside: \(why)")
            }
        }
        let vector = try site.store.vector { _ in true }
        for dot in site.offended {
            let isOutdated = vector.entries.contains {
                $0.stream.plain == dot.stream && $0.seq >= dot.seq
            }
            guard isOutdated || waiting.contains(where: { $0.dot == dot }) else {
                throw Violation("I17", "\(site.id) has forgotten what was wrong with \(dot)")
            }
        }
    }

    /// A rotten place is named by the site's own check, and by no other name.
    private func expectTold(_ rot: Rot, at site: World.WorldSite, _ world: World) throws {
        world.counters.sometimes("alarm about rot")
        let findings = try site.store.selfCheck()
        switch rot {
        case .row(let place):
            guard findings.contains(where: { $0.contains("\(place)") }) else {
                throw Violation("I17", "\(site.id) does not notice that \(place) has rotted")
            }
            if let other = findings.first(where: { !$0.contains("\(place)") }) {
                throw Violation("I17", "\(site.id) finds what has not rotted: \(other)")
            }
        case .entry(let dot):
            let chain = findings.filter { finding in
                finding.hasPrefix("broken-chain") || finding.hasPrefix("wrong-head")
            }
            guard chain.contains(where: { $0.contains("\(dot.stream)") }) else {
                throw Violation("I17", "\(site.id) does not notice that \(dot) has rotted")
            }
        }
    }
}

/// The bytes of a log record. They are compared whole; their beginning and their number tell most apart.
private struct RecordBytes: Hashable {
    let bytes: [UInt8]
    let expandedCount: Int?

    static func == (a: RecordBytes, b: RecordBytes) -> Bool {
        a.expandedCount == b.expandedCount && a.bytes.hasSameBytes(as: b.bytes)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.count)
        bytes.withUnsafeBytes { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.prefix(96)))
        }
    }
}

internal import Causality
internal import Sync
internal import Wire

// Sealing again what a withdrawal had kept from being sent: `UnsentWork` says what the file is, `Replica+Reseal` how it is done.

extension Replica {
    /// Seals again what a file of unsent work holds and is not here, once for each file.
    ///
    /// - Throws: `StorageError.badWork`, with nothing written.
    public func bringBack(_ work: UnsentWork) throws -> ResealReport {
        let content = try work.content(for: self)
        return try write {
            let mark = "sealed_again \(content.hash)"
            let isDone =
                try connection.number(
                    "SELECT 1 FROM moso_meta WHERE name = '\(mark)'") != nil
            var source = SavedWork()
            var report = ResealReport()
            guard !isDone else { return report }
            for record in content.records {
                let transaction = try source.next(record, in: self)
                let scope = transaction.dot.stream.scope
                guard try mayWrite(in: scope) else {
                    throw StorageError.badWork(path: work.path, why: .notGranted(scope))
                }
                guard try !counts(record, transaction.dot) else { continue }
                try sealAgain(transaction, from: source, &report).map {
                    source.renamed[transaction.dot] = $0
                }
            }
            try setMeta(mark, "1")
            return report
        }
    }

    /// Whether a transaction is here and makes rows: the hub had taken it in after all.
    private func counts(_ record: LogRecord, _ dot: Dot) throws -> Bool {
        guard let stream = streams[dot.stream], stream.holds(dot.seq),
            try hash(of: dot) == hash(of: record)
        else { return false }
        return try !voids().contains(LocalDot(stream: stream.id, seq: dot.seq))
    }

    /// The keys that may have signed what this site wrote: its own, and those that stood for it before.
    func signersOfOwn() throws -> [PublicKey] {
        let own = try KeyFile(directory: directory).readMaking(environment.randomBytes).publicKey
        return [own]
            + (try roster().keys.filter { $0.site == meta.site && $0.key != own }.map(\.key))
    }
}

/// Work from a file, without the replica in which it was written: names of transactions are what they were, as far as they are here.
private struct SavedWork: ResealSource {
    /// What has been sealed again by now.
    var renamed: [Dot: Dot] = [:]
    /// What the authors had seen, as far as the file tells.
    private var seen: [Causality.Stream: VersionVector] = [:]

    mutating func next(_ record: LogRecord, in replica: Replica) throws -> Transaction {
        let made = try TransactionDecoder.decode(
            try replica.expanded(record), personal: record.personal, previousContext: nil)
        seen[made.dot.stream, default: VersionVector()].merge(made.context)
        return made
    }

    func seen(by transaction: Transaction) -> VersionVector {
        seen[transaction.dot.stream] ?? transaction.context
    }

    func nameHere(_ dot: Dot, in new: Replica) throws -> Dot? {
        try renamed[dot] ?? (new.hash(of: dot) == nil ? nil : dot)
    }

    func nameThere(_ dot: Dot, in new: Replica) -> Dot? { dot }

    func isRenamed(_ dot: Dot) -> Bool { renamed.values.contains(dot) }

    var keepsRows: Bool { false }

    func image(of operation: Operation) -> StoredRow? { nil }

    func known() -> VersionVector { VersionVector() }
}

internal import ArgumentParser
internal import Causality
internal import Storage
internal import Workflows

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration("verify", Catalogue.Help.verify)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.verifyPeer.help("PEER")) var peer: String?
    @Flag(help: Catalogue.Flag.verifyAll.help) var all = false
    @Option(help: Catalogue.Flag.auditFile.help("FILE")) var audit: String?

    func run() async throws {
        guard !all || (peer == nil && audit == nil) else {
            throw Problem.usage(Catalogue.Verify.allAlone, help: "moso verify --help")
        }
        let session = try Session(options)
        let replica = try session.open(sealing: false)
        if let audit {
            try AuditExport(session: session, replica: replica).verify(audit)
        } else if all {
            try await everything(session, replica)
        } else if let peer {
            let found = try await PeerComparison(session: session, replica: replica).run(peer)
            session.document("verify.peer", replica, found.json)
            try VerifyCommand.end([found.code])
        } else {
            let found = try VerifyCommand.alone(session, replica)
            session.document("verify", replica, found.json)
            try VerifyCommand.end([found.code])
        }
    }

    /// The replica, and the state of every peer whose site is known. What one of them is found to hold
    /// otherwise does not end it, nor that one is not reached.
    private func everything(_ session: Session, _ replica: Replica) async throws {
        let alone = try VerifyCommand.alone(session, replica)
        var (codes, peers) = ([alone.code], [] as [JSON])
        for record in try replica.peerRecords() {
            guard let site = record.site else { continue }
            do {
                let comparison = PeerComparison(session: session, replica: replica)
                let found = try await comparison.run(record.url)
                codes.append(found.code)
                peers.append(found.json)
            } catch let problem as Problem {
                codes.append(session.printer.tell(problem))
                peers.append([
                    "peer": .string(site.name), "problem": .string(problem.code.rawValue),
                ])
            }
        }
        session.document(
            "verify.all", replica, ["alone": alone.json, "peers": .array(peers)])
        try VerifyCommand.end(codes)
    }

    /// Something found wrong is worse than something that could not be looked at.
    private static func end(_ codes: [Workflows.ExitCode]) throws {
        let isWrong = codes.contains(.attention)
        let worst = isWrong ? .attention : codes.max { $0.rawValue < $1.rawValue } ?? .ok
        if worst != .ok { throw ArgumentParser.ExitCode(worst.rawValue) }
    }

    private static func alone(
        _ session: Session, _ replica: Replica
    ) throws -> (json: JSON, code: Workflows.ExitCode) {
        let report = try replica.verify()
        let digests = try replica.scopes().map { ($0, try replica.stateDigest(of: $0)) }
        let findings = report.findings.map { finding -> JSON in
            [
                "kind": .string(finding.kind.rawValue), "place": .string(finding.place),
                "detail": .string("\(finding.detail)"),
            ]
        }
        let json: JSON = [
            "transactions": .count(report.transactions), "trimmed": .count(report.trimmed),
            "rows": .count(report.rows), "rows_in_part": .count(report.rowsInPart),
            "findings": .array(findings),
            "digests": .array(
                digests.map { ["scope": .string($0.0.name), "sha256": .string("\($0.1)")] }),
        ]
        let took = TimeText.elapsed(
            milliseconds: Int64(Machine.wallMilliseconds()) - Int64(session.now))
        let (rows, transactions) = (report.rows, report.transactions)
        session.printer.say(
            report.findings.isEmpty
                ? Catalogue.Verify.sound(records: rows, transactions: transactions, took: took)
                : Catalogue.Verify.found(
                    report.findings.count, records: rows, transactions: transactions),
            mark: report.findings.isEmpty ? .done : .bad)
        if report.trimmed > 0 {
            session.printer.remark(Catalogue.Trim.verified(report.trimmed), indent: 2)
        }
        if report.rowsInPart > 0 {
            session.printer.remark(
                Catalogue.Trim.verifiedInPart(report.rowsInPart, of: report.rows), indent: 2)
        }
        for finding in report.findings {
            session.printer.line("  " + session.text(Catalogue.Verify.finding(finding)))
        }
        if report.findings.contains(where: { $0.kind == .unsealed }) {
            session.printer.remark(Catalogue.Aside.advice, indent: 2)
        }
        for (scope, digest) in digests { session.printer.line("  \(scope)  \(digest)") }
        return (json, report.findings.isEmpty ? .ok : .attention)
    }
}

extension Replica {
    /// The scopes of which something is here.
    func scopes() throws -> [ScopeID] {
        try Set(vector { _ in true }.entries.map(\.stream.scope)).sorted()
    }
}

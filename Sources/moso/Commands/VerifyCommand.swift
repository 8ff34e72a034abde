internal import ArgumentParser
internal import Causality
internal import Storage
internal import Workflows

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration("verify", Catalogue.Help.verify)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.verifyPeer.help("PEER")) var peer: String?
    @Option(help: Catalogue.Flag.auditFile.help("FILE")) var audit: String?

    func run() async throws {
        let session = try Session(options)
        let replica = try session.open(sealing: false)
        if let audit {
            try AuditExport(session: session, replica: replica).verify(audit)
        } else if let peer {
            try await PeerComparison(session: session, replica: replica).run(peer)
        } else {
            try VerifyCommand.alone(session, replica)
        }
    }

    private static func alone(_ session: Session, _ replica: Replica) throws {
        let report = try replica.verify()
        let digests = try replica.scopes().map { ($0, try replica.stateDigest(of: $0)) }
        let findings = report.findings.map { finding -> JSON in
            [
                "kind": .string(finding.kind.rawValue), "place": .string(finding.place),
                "detail": .string("\(finding.detail)"),
            ]
        }
        session.document(
            "verify", replica,
            [
                "transactions": .count(report.transactions), "trimmed": .count(report.trimmed),
                "rows": .count(report.rows), "rows_in_part": .count(report.rowsInPart),
                "findings": .array(findings),
                "digests": .array(
                    digests.map { ["scope": .string($0.0.name), "sha256": .string("\($0.1)")] }),
            ])
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
        if !report.findings.isEmpty { throw ArgumentParser.ExitCode(3) }
    }
}

extension Replica {
    /// The scopes of which something is here.
    func scopes() throws -> [ScopeID] {
        try Set(vector { _ in true }.entries.map(\.stream.scope)).sorted()
    }
}

internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Sync
internal import Transport
internal import Wire
internal import Workflows

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration("verify", Catalogue.Help.verify)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.verifyPeer.help("PEER")) var peer: String?

    func run() async throws {
        let session = try Session(options)
        let replica = try session.open(sealing: false)
        if let peer {
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
                "detail": .string(finding.detail),
            ]
        }
        session.document(
            "verify", replica,
            [
                "transactions": .count(report.transactions), "rows": .count(report.rows),
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
        for finding in report.findings {
            session.printer.line("  \(finding.kind.rawValue)  \(finding.place)  \(finding.detail)")
        }
        for (scope, digest) in digests { session.printer.line("  \(scope)  \(digest)") }
        if !report.findings.isEmpty { throw ArgumentParser.ExitCode(3) }
    }
}

extension Replica {
    /// The scopes of which something is here.
    fileprivate func scopes() throws -> [ScopeID] {
        try Set(vector { _ in true }.entries.map(\.stream.scope)).sorted()
    }
}

/// `moso verify PEER`: the digest of each shared scope, here and there.
private struct PeerComparison {
    let session: Session
    let replica: Replica

    func run(_ name: String) async throws {
        let record = try replica.peerRecords().first {
            $0.url == name || $0.site?.name == name
        }
        guard let record, let site = record.site else { throw Problem.noPeer(name) }
        let link = CurlLink(to: try PeerAddress(parsing: record.url), on: try CurlLoop())
        let hub = replica.meta.hub
        var verdicts: [(ScopeID, ScopeVerdict)] = []
        for scope in try replica.scopes()
        where Entitlement.holds(site, hub: hub, scope)
            && Entitlement.holds(replica.meta.site, hub: hub, scope)
        {
            // The digest first: it seals what other tools wrote, which the vector then counts.
            let state = try replica.stateDigest(of: scope)
            let here = (vector: try replica.vector { $0 == scope }, state: state)
            let there = try await ask(link, scope, record.url)
            verdicts.append((scope, ScopeVerdict(here: here, there: there)))
        }
        tell(site, verdicts)
        if verdicts.contains(where: { $0.1 == .different }) { throw ArgumentParser.ExitCode(3) }
    }

    private func ask(
        _ link: CurlLink, _ scope: ScopeID, _ url: String
    ) async throws -> (vector: VersionVector, state: Digest256)? {
        let request = DigestQuestion.request(scope, site: replica.meta.site)
        let reply = await link.perform(request, progress: nil)
        if reply.failure == nil, reply.status == 404 { return nil }
        guard reply.failure == nil, reply.status == 200,
            let answer = try? JSON(String(decoding: reply.body, as: UTF8.self)),
            case .object(let entries)? = answer["vector"],
            let digest = answer["state_digest"]?.string.flatMap(PeerComparison.digest)
        else { throw PeerComparison.unreachable(url, reply) }
        let streams = entries.members.compactMap { member -> (Stream, UInt64)? in
            guard let stream = Stream(member.key), let seq = member.value.integer, seq > 0
            else { return nil }
            return (stream, UInt64(seq))
        }
        return (VersionVector(streams), digest)
    }

    private static func digest(_ hex: String) -> Digest256? {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        let bytes = stride(from: 0, to: 64, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        return Digest256(bytes: bytes)
    }

    // MARK: Saying what was found

    private func tell(_ site: SiteID, _ verdicts: [(ScopeID, ScopeVerdict)]) {
        session.document("verify.peer", replica, json(site, verdicts))
        for (scope, verdict) in verdicts {
            session.printer.say(
                Catalogue.Verify.scope(scope.name, verdict.phrase), mark: verdict.mark, indent: 2)
        }
        session.printer.say(
            Catalogue.Verify.compared(
                scopes: verdicts.count, with: site.name,
                different: verdicts.count { $0.1 == .different }))
    }

    private func json(_ site: SiteID, _ verdicts: [(ScopeID, ScopeVerdict)]) -> JSON {
        let lines = verdicts.map { scope, verdict -> JSON in
            var line = JSON.Object()
            line["scope"] = .string(scope.name)
            line["verdict"] = .string(verdict.code)
            if case .apart(let here, let there) = verdict {
                line["only_here"] = .count(here)
                line["only_there"] = .count(there)
            }
            return .object(line)
        }
        return ["peer": .string(site.name), "scopes": .array(lines)]
    }

    private static func unreachable(_ url: String, _ reply: PeerReply) -> Problem {
        let why = reply.failure?.detail ?? "HTTP \(reply.status)"
        return .notCompared(url, why: why)
    }
}

extension ScopeVerdict {
    fileprivate var code: String {
        switch self {
        case .equal: "equal"
        case .different: "different"
        case .apart: "apart"
        case .notThere: "not-there"
        }
    }

    fileprivate var phrase: Phrase {
        switch self {
        case .equal: Catalogue.Verify.scopeEqual
        case .different: Catalogue.Verify.scopeDifferent
        case .apart(let here, let there): Catalogue.Verify.scopeApart(here: here, there: there)
        case .notThere: Catalogue.Verify.scopeNotThere
        }
    }

    fileprivate var mark: Printer.Mark {
        switch self {
        case .equal: .done
        case .different: .bad
        case .apart, .notThere: .waiting
        }
    }
}

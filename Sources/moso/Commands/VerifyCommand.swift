internal import ArgumentParser
internal import Causality
internal import Domain
internal import Storage
internal import Sync
internal import Transport
internal import Wire
internal import Workflows

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the log's chains, every row against the log, and a peer's state.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "A peer, by its site or address, whose state is compared with this one.")
    var peer: String?

    func run() async throws {
        let session = Session(options)
        let replica = try session.open()
        if let peer {
            try await PeerComparison(session: session, replica: replica).run(peer)
        } else {
            try VerifyCommand.alone(session, replica)
        }
    }

    private static func alone(_ session: Session, _ replica: Replica) throws {
        let report = try replica.verify()
        let digests = try replica.scopes().map { ($0, try replica.stateDigest(of: $0)) }
        if session.options.json {
            session.print(
                "verify", site: replica.meta.site,
                [
                    "transactions": .count(report.transactions), "rows": .count(report.rows),
                    "findings": .array(
                        report.findings.map {
                            [
                                "kind": .string($0.kind.rawValue), "place": .string($0.place),
                                "detail": .string($0.detail),
                            ]
                        }),
                    "digests": .array(
                        digests.map { ["scope": .string($0.0.name), "sha256": .string("\($0.1)")] }),
                ])
        } else {
            let (transactions, rows) = (report.transactions, report.rows)
            session.print(
                Phrase(
                    zh: "核对了 \(transactions) 个事务、\(rows) 条记录：\(report.findings.count) 处不符。",
                    en: "Checked \(transactions) transactions and \(rows) records: "
                        + "\(English.counted(report.findings.count, "difference"))."))
            for finding in report.findings {
                session.print("  \(finding.kind.rawValue)  \(finding.place)  \(finding.detail)")
            }
            for (scope, digest) in digests { session.print("  \(scope)  \(digest)") }
        }
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
        guard let record, let site = record.site else { throw PeerComparison.unknown(name) }
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
        if session.options.json {
            return session.print(
                "verify.peer", site: replica.meta.site,
                [
                    "peer": .string(site.name),
                    "scopes": .array(
                        verdicts.map { scope, verdict in
                            var line = JSON.Object()
                            line["scope"] = .string(scope.name)
                            line["verdict"] = .string(verdict.code)
                            if case .apart(let here, let there) = verdict {
                                line["only_here"] = .count(here)
                                line["only_there"] = .count(there)
                            }
                            return .object(line)
                        }),
                ])
        }
        for (scope, verdict) in verdicts {
            session.print("  \(scope)  \(verdict.phrase.text(session.language))")
        }
        let (all, different) = (verdicts.count, verdicts.count { $0.1 == .different })
        session.print(
            Phrase(
                zh: "与 \(site) 比较了 \(all) 个范围：\(different) 个不一致。",
                en: "Compared \(English.counted(all, "scope")) with \(site): \(different) "
                    + "\(English.form(different, "differs", "differ"))."))
    }

    private static func unknown(_ name: String) -> Problem {
        Problem(
            .noPeer,
            happened: Phrase(
                zh: "没有与对端 \(name) 交换过。", en: "there has been no exchange with a peer \(name)."),
            safety: Phrase(zh: "没有改动。", en: "Nothing was changed."),
            remedies: [.run("moso peers list"), .run("moso sync")])
    }

    private static func unreachable(_ url: String, _ reply: PeerReply) -> Problem {
        let why = reply.failure?.detail ?? "HTTP \(reply.status)"
        return Problem(
            .peerUnreachable,
            happened: Phrase(zh: "没有连上 \(url)：\(why)。", en: "\(url) was not reached: \(why)."),
            safety: Phrase(zh: "没有改动。", en: "Nothing was changed."),
            remedies: [.run("moso peers list")])
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
        case .equal: Phrase(zh: "✓ 一致", en: "✓ equal")
        case .different:
            Phrase(
                zh: "! 事务相同而状态不同：请在两边各运行 moso verify",
                en: "! the same transactions, another state: run moso verify at both ends")
        case .apart(let here, let there):
            Phrase(
                zh: "… 尚未一致：仅本站 \(here) 个事务，仅对端 \(there) 个；先 moso sync",
                en: "… not in step yet: \(here) transactions only here, \(there) only there; "
                    + "moso sync first")
        case .notThere: Phrase(zh: "… 对端没有这个范围", en: "… the peer has nothing of it")
        }
    }
}

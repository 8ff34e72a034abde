internal import Causality
internal import Domain
internal import Storage
internal import Sync
internal import Transport
internal import Wire
internal import Workflows

/// `moso verify PEER`: the digest of each shared scope, here and there, and where they differ at equal
/// vectors the rows in which they do.
struct PeerComparison {
    let session: Session
    let replica: Replica

    private struct Finding {
        let scope: ScopeID
        let verdict: ScopeVerdict
        var rows: [DrillDown.Row] = []
    }

    /// Tells what was found; the caller gives the document and the exit code.
    func run(_ name: String) async throws -> (json: JSON, code: Workflows.ExitCode) {
        let typed = (try? PeerAddress(parsing: name).description) ?? name
        let record = try replica.peerRecords().first {
            $0.url == typed || $0.site?.name == name
        }
        guard let record, let site = record.site else { throw Problem.noPeer(name) }
        let (link, _) = try session.dial(record.url, site, replica, try CurlLoop())
        let isShared = try replica.scopesShared(with: site)
        var findings: [Finding] = []
        for scope in try replica.scopes() where isShared(scope) {
            findings.append(try await compare(scope, link, record.url))
        }
        tell(site, findings)
        let differs = findings.contains { $0.verdict == .different }
        return (json(site, findings), differs ? .attention : .ok)
    }

    private func compare(
        _ scope: ScopeID, _ link: CurlLink, _ url: String
    ) async throws -> Finding {
        let verdict = try await verdict(on: scope, link, url)
        guard verdict == .different else { return Finding(scope: scope, verdict: verdict) }
        let rows = try await DrillDown(replica: replica, scope: scope) { question in
            try await ask(question, link, url) ?? [:]
        }.rows()
        // What was written while we asked may have come between the answers.
        let after = try await self.verdict(on: scope, link, url)
        return Finding(scope: scope, verdict: after, rows: after == .different ? rows : [])
    }

    private func verdict(
        on scope: ScopeID, _ link: CurlLink, _ url: String
    ) async throws -> ScopeVerdict {
        // The digest first: it seals what other tools wrote, which the vector then counts.
        let state = try replica.stateDigest(of: scope)
        let here = (vector: try replica.vector { $0 == scope }, state: state)
        guard let answer = try await ask(.scope(scope), link, url) else {
            return ScopeVerdict(here: here, there: nil)
        }
        guard case .object(let entries)? = answer["vector"],
            let digest = answer["state_digest"]?.string.flatMap(Digest256.init(hexadecimal:))
        else { throw Problem.notCompared(url, why: "HTTP 200") }
        let streams = entries.members.compactMap { member -> (Causality.Stream, UInt64)? in
            guard let stream = Causality.Stream(member.key), let seq = member.value.integer, seq > 0
            else { return nil }
            return (stream, UInt64(seq))
        }
        return ScopeVerdict(here: here, there: (VersionVector(streams), digest))
    }

    /// `nil` when the peer has nothing of the scope, or may not tell.
    private func ask(
        _ question: DigestQuestion, _ link: CurlLink, _ url: String
    ) async throws -> JSON? {
        let reply = await link.perform(question.request(site: replica.meta.site), progress: nil)
        if reply.failure == nil, reply.status == 404 { return nil }
        if reply.failure == nil, reply.status == 403 { throw Problem.comparisonDenied(url) }
        guard reply.failure == nil, reply.status == 200,
            let answer = try? JSON(String(decoding: reply.body, as: UTF8.self))
        else {
            throw Problem.notCompared(url, why: reply.failure?.detail ?? "HTTP \(reply.status)")
        }
        return answer
    }

    // MARK: Saying what was found

    private typealias Text = Catalogue.Verify

    private func tell(_ site: SiteID, _ findings: [Finding]) {
        for finding in findings {
            session.printer.say(
                Text.scope(finding.scope.name, finding.verdict.phrase), mark: finding.verdict.mark,
                indent: 2)
            guard !finding.rows.isEmpty else { continue }
            session.printer.table(table(finding.rows, site), indent: 4)
            if finding.rows.count == DrillDown.rowsMax {
                session.printer.remark(Text.stopped(after: DrillDown.rowsMax), indent: 4)
            }
        }
        session.printer.say(
            Text.compared(
                scopes: findings.count, with: site.name,
                different: findings.count { $0.verdict == .different }))
    }

    /// A line for each cell that differs.
    private func table(_ rows: [DrillDown.Row], _ site: SiteID) -> TextTable {
        var table = TextTable([
            session.column(Catalogue.Heading.record),
            session.column(Catalogue.Heading.field, flexible: true),
            session.column(Phrase(verbatim: replica.meta.site.name), flexible: true),
            session.column(Phrase(verbatim: site.name), flexible: true),
        ])
        for row in rows {
            let record = "\(row.table) \(row.key)"
            for line in lines(row) { table.add([.init(record)] + line) }
        }
        return table
    }

    private func lines(_ row: DrillDown.Row) -> [[TextTable.Cell]] {
        guard let here = row.here, let there = row.there else {
            let side = { (picture: RowPicture?) -> TextTable.Cell in
                .init(session.text(picture == nil ? Text.rowMissing : Text.rowThere))
            }
            return [["", side(row.here), side(row.there)]]
        }
        let text = CellText(session, table: row.table)
        let cells = here.differences(from: there)
        if cells.isEmpty { return [["", .init(session.text(Text.otherDeletes)), ""]] }
        return cells.map { cell in
            cell.here == cell.there
                ? [
                    .init(text.label(cell.cell)), text.cell(cell.cell, cell.here),
                    .init(session.text(Text.otherWrites)),
                ]
                : [
                    .init(text.label(cell.cell)), text.cell(cell.cell, cell.here),
                    text.cell(cell.cell, cell.there),
                ]
        }
    }

    private func json(_ site: SiteID, _ findings: [Finding]) -> JSON {
        let lines = findings.map { finding -> JSON in
            var line = JSON.Object()
            line["scope"] = .string(finding.scope.name)
            line["verdict"] = .string(finding.verdict.code)
            if case .apart(let here, let there) = finding.verdict {
                line["only_here"] = .count(here)
                line["only_there"] = .count(there)
            }
            if finding.verdict == .different {
                line["rows"] = .array(finding.rows.map(json))
                line["is_cut"] = .bool(finding.rows.count == DrillDown.rowsMax)
            }
            return .object(line)
        }
        return ["peer": .string(site.name), "scopes": .array(lines)]
    }

    private func json(_ row: DrillDown.Row) -> JSON {
        var cells: [JSON] = []
        if let here = row.here, let there = row.there {
            cells = here.differences(from: there).map { cell in
                [
                    "cell": .string(cell.cell), "here": RecordJSON.json(cell.here),
                    "there": RecordJSON.json(cell.there),
                ]
            }
        }
        return [
            "table": .string(row.table), "key": .string(row.key.text),
            "is_here": .bool(row.here != nil), "is_there": .bool(row.there != nil),
            "cells": .array(cells),
        ]
    }
}

extension ScopeVerdict {
    var code: String {
        switch self {
        case .equal: "equal"
        case .different: "different"
        case .apart: "apart"
        case .notThere: "not-there"
        }
    }

    var phrase: Phrase {
        switch self {
        case .equal: Catalogue.Verify.scopeEqual
        case .different: Catalogue.Verify.scopeDifferent
        case .apart(let here, let there): Catalogue.Verify.scopeApart(here: here, there: there)
        case .notThere: Catalogue.Verify.scopeNotThere
        }
    }

    var mark: Printer.Mark {
        switch self {
        case .equal: .done
        case .different: .bad
        case .apart, .notThere: .waiting
        }
    }
}

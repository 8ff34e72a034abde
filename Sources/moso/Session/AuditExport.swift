internal import Causality
internal import Glibc
internal import Storage
internal import Wire
internal import Workflows

/// Decisions as a file for an auditor, and that file held against the log.
struct AuditExport {
    let session: Session
    let replica: Replica

    private typealias Words = Catalogue.Audit

    /// Appends what the file does not have yet. A file that is not whole is not touched.
    func append(to path: String) throws {
        let before = try read(path, mayBeMissing: true)
        let checked = AuditChain.check(before)
        if let fault = checked.fault { throw Problem.auditBroken(path, fault.line, fault.what) }
        let known = Set(checked.entries.compactMap { $0.decision["op"]?.string })
        let log = LogPrinter(session, replica)
        var lines = ""
        var (number, previous) = (checked.entries.count, checked.lastHash)
        for decision in try DecisionLog(replica).decisions()
        where !known.contains(decision.dot.description) {
            number += 1
            guard case .object(var data) = log.json(decision) else { continue }
            data["transaction_sha256"] = .optional(
                try replica.hash(of: decision.dot).map { "\($0)" })
            let line = AuditChain.line(number: number, previous: previous, data: .object(data))
            lines += line.text + "\n"
            previous = line.hash
        }
        let added = number - checked.entries.count
        if added > 0 {
            guard File.write(path, Array((before + lines).utf8)) else {
                throw Problem.fileUnwritable(path, why: Catalogue.Cause.system(errno))
            }
        }
        session.document(
            "audit.export", replica,
            [
                "path": .string(path), "added": .integer(Int64(added)),
                "lines": .integer(Int64(number)), "last_hash": .string(previous),
            ])
        session.printer.say(Words.exported(added, total: number, path: path), mark: .done)
        session.printer.remark(Words.noteHash(previous), indent: 2)
    }

    /// Checks the chain, and each decision against the log that is here.
    func verify(_ path: String) throws {
        let checked = AuditChain.check(try read(path, mayBeMissing: false))
        var missing: [String] = []
        var foreign: [String] = []
        for entry in checked.entries {
            let name = entry.decision["op"]?.string ?? ""
            guard let dot = Dot(name), let hash = try replica.hash(of: dot) else {
                missing.append(name)
                continue
            }
            if entry.decision["transaction_sha256"]?.string != "\(hash)" { foreign.append(name) }
        }
        let known = Set(checked.entries.compactMap { $0.decision["op"]?.string })
        let since = try DecisionLog(replica).decisions()
            .count { !known.contains($0.dot.description) }
        session.document(
            "audit.verify", replica,
            [
                "path": .string(path), "lines": .integer(Int64(checked.entries.count)),
                "broken_at": checked.fault.map { .integer(Int64($0.line)) } ?? .null,
                "not_here": .array(missing.map { .string($0) }),
                "differs": .array(foreign.map { .string($0) }),
                "not_exported": .integer(Int64(since)), "last_hash": .string(checked.lastHash),
            ])
        if let fault = checked.fault { throw Problem.auditBroken(path, fault.line, fault.what) }
        if let name = foreign.first { throw Problem.auditDiffers(path, name) }
        session.printer.say(
            Words.sound(checked.entries.count, notHere: missing.count), mark: .done)
        session.printer.remark(Words.noteHash(checked.lastHash), indent: 2)
        if since > 0 { session.printer.remark(Words.notExported(since), indent: 2) }
    }

    private func read(_ path: String, mayBeMissing: Bool) throws -> String {
        guard let bytes = File.read(path, most: 1 << 30) else {
            if mayBeMissing, errno == ENOENT { return "" }
            throw Problem.fileUnreadable(path, why: Catalogue.Cause.system(errno))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

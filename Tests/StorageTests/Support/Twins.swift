import Glibc
import Storage
import Sync
import Wire

/// One exchange between two replicas, from beginning to end, over a line that is a function call.
@discardableResult
func exchange(
    _ caller: Replica, _ responder: Replica,
    policy: ScopePolicy = ScopePolicy { _, _, _ in true }, knowing isKnown: Bool = true,
    showing milliseconds: UInt64? = nil
) throws -> SyncReport {
    var session = SyncCaller(policy: policy, peer: isKnown ? responder.meta.site : nil)
    while session.report.rounds < 100 {
        let request = try session.request(caller)
        var answering = SyncResponder(policy: policy)
        try request.withUnsafeBytes { try answering.feed($0) }
        let reply = try answering.answer(responder).reply
        let headers = milliseconds.map { ["date": httpDate(milliseconds: $0)] } ?? [:]
        let answer = PeerReply(status: 200, headers: headers, body: reply)
        if try session.takeIn(answer, caller) != .again { break }
    }
    return session.report
}

/// A moment as HTTP writes it in `Date`.
private func httpDate(milliseconds: UInt64) -> String {
    var seconds = time_t(milliseconds / 1_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 64)
    let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

extension Sites {
    /// A second copy of a replica whose identity file says that it is the only one, as a snapshot of
    /// a whole machine makes it.
    func twin(of name: String, as other: String) throws -> Replica {
        copy(replicaFiles, from: path(name), to: path(other))
        var info = stat()
        guard stat(path(other) + "/replica.db", &info) == 0,
            let file = bytes(of: path(other) + "/replica.id")
        else { fatalError("no copy of \(name)") }
        let lines = String(decoding: file, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).prefix(6)
            .map { $0.hasPrefix("file ") ? "file \(info.st_dev):\(info.st_ino)" : String($0) }
        let body = lines.map { $0 + "\n" }.joined()
        let check = Digest256(of: Array(body.utf8)).description.prefix(16)
        var text = Array((body + "check \(check)\n").utf8)
        text += [UInt8](repeating: UInt8(ascii: " "), count: 512 - text.count)
        write(text, to: path(other) + "/replica.id")
        return try open(other)
    }
}

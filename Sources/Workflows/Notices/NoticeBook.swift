internal import Glibc

// What was told to whom, kept beside the replica in `notices.json`: which digest of which day is done, what waits
// for a robot that could not be reached, and when each robot was last used.
//
// What waits is a number and no text: a message is made when it is sent, of what is so then.

/// The book of a site's notices.
struct NoticeBook: Equatable {
    static let name = "notices.json"
    private static let sizeMost = 64 << 10

    /// By occasion, the day on which it was last told, as `2026-11-26`.
    var told: [String: String] = [:]
    /// By robot, how many messages it has not got.
    var waiting: [String: Int] = [:]
    /// By robot, when messages were sent in the last minute, in milliseconds since 1970.
    var sent: [String: [UInt64]] = [:]

    init() {}

    /// A book that is not there, or is none, begins anew: at worst something is told twice.
    init(in directory: String) {
        guard let bytes = File.read(directory + "/" + NoticeBook.name, most: NoticeBook.sizeMost),
            let json = try? JSON(utf8: bytes)
        else { return }
        for (name, value) in NoticeBook.members(json["told"]) { told[name] = value.string }
        for (name, value) in NoticeBook.members(json["waiting"]) {
            waiting[name] = value.integer.map { Int(min(max($0, 0), 1_000_000)) }
        }
        for (name, value) in NoticeBook.members(json["sent"]) {
            sent[name] = (value.array ?? []).compactMap { $0.integer.map { UInt64(max($0, 0)) } }
        }
    }

    /// Whether it could be written, for its owner alone.
    func write(in directory: String) -> Bool {
        var json = JSON.Object()
        json["told"] = NoticeBook.object(told) { .string($0) }
        json["waiting"] = NoticeBook.object(waiting) { .count($0) }
        json["sent"] = NoticeBook.object(sent) { .array($0.map { .integer(Int64($0)) }) }
        let mask = umask(0o077)
        defer { umask(mask) }
        return File.write(
            directory + "/" + NoticeBook.name, Array((JSON.object(json).text + "\n").utf8))
    }

    /// Whether a robot may be used now; times of more than a minute ago are forgotten.
    mutating func hasRoom(for kind: RobotKind, at now: UInt64) -> Bool {
        let recent = (sent[kind.rawValue] ?? []).filter { $0 <= now && $0 + 60_000 > now }
        sent[kind.rawValue] = recent
        return recent.count < kind.minuteMost
    }

    private static func members(_ json: JSON?) -> [(String, JSON)] {
        guard case .object(let object)? = json else { return [] }
        return object.members.map { ($0.key, $0.value) }
    }

    private static func object<Kept>(_ kept: [String: Kept], _ write: (Kept) -> JSON) -> JSON {
        var object = JSON.Object()
        for (name, value) in kept.sorted(by: { $0.key < $1.key }) { object[name] = write(value) }
        return .object(object)
    }
}

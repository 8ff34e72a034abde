internal import Causality
internal import Domain
internal import Glibc
internal import Storage

/// Looks at a site's machine and replica. What needs keys and a network is `moso`'s.
public struct Doctor: Sendable {
    public let directory: String
    /// Milliseconds since 1970.
    public let moment: UInt64
    private typealias Words = Catalogue.Doctor

    public init(_ directory: String, at moment: UInt64) {
        self.directory = directory
        self.moment = moment
    }

    /// What can be said before the replica is opened; `nil` in place of the account's when opening it would
    /// leave files that its daemon cannot use.
    public func machine() -> (checks: [CheckUp], mayOpen: Bool) {
        var info = stat()
        guard stat(directory, &info) == 0 else { return ([], true) }
        guard info.st_uid == geteuid() else {
            let owner = Machine.accountName(of: info.st_uid) ?? "\(info.st_uid)"
            let line = "sudo -u \(owner.asShellWord) moso doctor --data \(directory.asShellWord)"
            return ([CheckUp(.account, .bad, Words.otherAccount(owner), mend: line)], false)
        }
        return ([files(), disk()], true)
    }

    func files() -> CheckUp {
        let faults = PrivateFiles.faults(in: directory)
        guard let first = faults.first else { return CheckUp(.files, .good, Words.filesGood) }
        let open = faults.filter { $0.bits != nil }
        let fix: @Sendable () throws -> Phrase = {
            for fault in open { try fault.mendModes() }
            return Words.closed(open.map(\.path))
        }
        return CheckUp(
            .files, .bad, Words.filesOpen(first.path, first.what, more: faults.count - 1),
            mend: first.mend, fix: open.isEmpty ? nil : fix)
    }

    /// A backup is tried by restoring it beside itself, and an erasure writes the file anew: both need as
    /// much room as the database takes, and its log some more.
    func disk() -> CheckUp {
        guard let free = freeBytes else {
            return CheckUp(
                .disk, .attention, Words.diskUnknown, mend: "df -h \(directory.asShellWord)")
        }
        let size = Doctor.size(of: "\(directory)/\(Replica.databaseName)")
        let needed = 2 * size + Doctor.roomLeast
        let says = Words.disk(
            free: Catalogue.Backup.size(free), needed: Catalogue.Backup.size(needed))
        let verdict: CheckUp.Verdict =
            free < Doctor.roomLeast ? .bad : free < needed ? .attention : .good
        return CheckUp(
            .disk, verdict, says, mend: verdict == .good ? nil : "df -h \(directory.asShellWord)")
    }

    /// What is free on the disk of the replica for this account; `nil` when nobody says.
    var freeBytes: Int? {
        var info = statvfs()
        guard statvfs(directory, &info) == 0 else { return nil }
        return Int(info.f_bavail) * Int(info.f_frsize)
    }

    /// What the write-ahead log and a few days' work take.
    static let roomLeast = 128 << 20

    static func size(of path: String) -> Int {
        var info = stat()
        return stat(path, &info) == 0 ? Int(info.st_size) : 0
    }
}

import Causality
import Domain
import Foundation
import Storage
import Testing
import Wire

@testable import Workflows

/// What `moso doctor` finds on a machine, and what it mends.
@Suite final class DoctorTests {
    private let root = FileManager.default.temporaryDirectory.path + "/moso-doctor-\(UUID())"
    private var place: String { root + "/anji" }
    private let made: UInt64 = 1_790_000_000_000

    init() throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        _ = try Replica.create(
            directory: place, site: try #require(SiteID("anji")),
            hub: try #require(SiteID("beijing")), schema: NetworkSchema.replica,
            environment: Machine.environment())
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: root) } catch { Issue.record(error) }
    }

    private func anji() throws -> Replica {
        try Replica.open(
            directory: place, schema: NetworkSchema.replica, environment: Machine.environment())
    }

    private func checks(at now: UInt64? = nil) throws -> [CheckUp.Subject: CheckUp] {
        let doctor = Doctor(place, at: now ?? made)
        let machine = doctor.machine()
        let all = try machine.checks + (machine.mayOpen ? doctor.replica(anji()) : [])
        #expect(Set(all.map(\.subject)).count == all.count)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.subject, $0) })
    }

    @Test func `a new replica lacks a backup and a key and nothing else`() throws {
        let wrong = try checks().values.filter { $0.verdict != .good }
        #expect(Set(wrong.map(\.subject)) == [.backups, .key])
        for check in wrong { #expect(check.mend != nil) }
    }

    @Test func `files that others may read are found, and closed`() throws {
        _ = try BackupShelf(data: place).make(of: anji(), at: made, to: nil, keep: nil)
        for (name, mode) in [("replica.db", 0o644), ("backup", 0o755), ("", 0o770)] {
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: "\(place)/\(name)")
        }
        let check = try #require(try checks()[.files])
        #expect(check.verdict == .bad && check.mend?.hasPrefix("chmod go-") == true)
        _ = try #require(try check.fix?())
        #expect(try checks()[.files]?.verdict == .good)
    }

    @Test func `a link in the place of a file is told, and left to a person`() throws {
        try Data().write(to: URL(fileURLWithPath: root + "/elsewhere"))
        try FileManager.default.createSymbolicLink(
            atPath: place + "/people.jsonl", withDestinationPath: root + "/elsewhere")
        let check = try #require(try checks()[.files])
        #expect(check.verdict == .bad && check.fix == nil && check.says.en.contains("is a link"))
    }

    @Test func `a folder that is reached by a link is judged by its own bits, and closed`() throws {
        let link = root + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: place)
        #expect(PrivateFiles.faults(in: link).isEmpty)
        try FileManager.default.setAttributes([.posixPermissions: 0o722], ofItemAtPath: place)
        let fault = try #require(PrivateFiles.faults(in: link).first)
        #expect(fault.mend.hasPrefix("chmod go-w ") && !fault.path.hasSuffix("/link"))
        try fault.mendModes()
        #expect(PrivateFiles.faults(in: link).isEmpty)
        let modes = try FileManager.default.attributesOfItem(atPath: place)[.posixPermissions]
        #expect(modes as? Int == 0o700)
    }

    @Test func `a backup of a time to come is told, and is not the last one`() throws {
        let shelf = BackupShelf(data: place)
        _ = try shelf.make(of: anji(), at: made + 5_000, to: nil, keep: nil)
        let check = try #require(try checks()[.backups])
        #expect(check.verdict == .attention && check.says.en.contains("yet to come"))
        #expect(try checks(at: made + 5_000)[.backups]?.verdict == .good)
        let figures = { (now: UInt64) in
            try ReplicaMetrics(self.anji(), at: now, alertAfterMilliseconds: nil).text().text
        }
        let name = "\nmoso_backup_last_success_timestamp_seconds "
        #expect(try !figures(made).contains(name))
        #expect(try figures(made + 5_000).contains(name + "1790000005\n"))
    }

    @Test func `addresses of one site are one figure, and an address is none`() throws {
        let replica = try anji()
        let beijing = try #require(SiteID("beijing"))
        for (url, site) in [
            ("https://a", beijing), ("https://b", beijing), ("https://secret", nil as SiteID?),
        ] { try replica.addPeer(url: url, site: site) }
        try replica.noteTry(url: "https://a", site: beijing, error: nil, sent: 0, received: 0)
        try replica.noteTry(url: "https://b", site: beijing, error: "silent", sent: 0, received: 0)
        let lines = try ReplicaMetrics(replica, at: made, alertAfterMilliseconds: nil).text().text
            .split(separator: "\n").filter { $0.hasPrefix("moso_peer_") }
        #expect(
            lines.filter { $0.hasPrefix("moso_peer_up") } == [
                "moso_peer_up{peer=\"beijing\"} 1", "moso_peer_up{peer=\"unknown-1\"} 0",
            ])
        #expect(lines.count == 4)
    }

    @Test func `a backup that cannot be looked after is not taken for one that is being made`()
        throws
    {
        let backup = try BackupShelf(data: place).make(of: anji(), at: made, to: nil, keep: nil)
        try Data("every record".utf8).write(to: URL(fileURLWithPath: backup.path + ".part"))
        let lock = "\(place)/\(BackupWork.lockName)"
        try FileManager.default.removeItem(atPath: lock)
        try FileManager.default.createDirectory(
            atPath: lock, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let check = Doctor(place, at: made).unfinished(of: try anji().meta.site)
        #expect(check.verdict == .attention && check.says.en.contains("cannot be cleared"))
        #expect(check.fix == nil)
    }

    @Test func `a new file takes the place of nothing`() throws {
        let path = root + "/bundle.zip"
        try Problem.checkFree(path)
        try Problem.checkFree("/dev/null")
        try Data().write(to: URL(fileURLWithPath: path))
        try FileManager.default.createSymbolicLink(
            atPath: root + "/link.zip", withDestinationPath: path)
        for taken in [path, root, root + "/link.zip", place + "/replica.db"] {
            let problem = #expect(throws: Problem.self) { try Problem.checkFree(taken) }
            #expect(problem?.code == .fileUnwritable)
        }
    }

    @Test func `a backup is old on the third day`() throws {
        _ = try BackupShelf(data: place).make(of: anji(), at: made, to: nil, keep: nil)
        let day: UInt64 = 86_400_000
        #expect(try checks(at: made + 2 * day)[.backups]?.verdict == .good)
        #expect(try checks(at: made + 3 * day)[.backups]?.verdict == .attention)
    }

    @Test func `what a killed backup left is told and cleared, but not while one is made`() throws {
        let backup = try BackupShelf(data: place).make(of: anji(), at: made, to: nil, keep: nil)
        let left = backup.path + ".part"
        try Data("every record".utf8).write(to: URL(fileURLWithPath: left))
        let site = try anji().meta.site
        do {
            guard let work = try BackupWork(in: place, of: site, waits: false) else {
                Issue.record("somebody else is at it")
                return
            }
            #expect(try checks()[.unfinished]?.verdict == .good)
            _ = consume work
        }
        let check = try #require(try checks()[.unfinished])
        #expect(check.verdict == .attention && check.says.en.contains(left))
        _ = try #require(try check.fix?())
        #expect(try checks()[.unfinished]?.verdict == .good)
        #expect(!FileManager.default.fileExists(atPath: left))
        #expect(FileManager.default.fileExists(atPath: backup.path))
    }

    @Test func `a log that does not end where the replica says is bad`() throws {
        let desk = try RecordDesk(anji())
        let kind = try desk.kind("seat")
        _ = try desk.add(
            kind, try desk.values(kind, ["label=A-1", "kind=fixed"]), author: "test", reason: nil)
        #expect(try checks()[.log]?.verdict == .good)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "sqlite3", place + "/replica.db", ".dbconfig defensive off",
            "UPDATE moso_stream SET head = zeroblob(32)",
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        #expect(try checks()[.log]?.verdict == .bad)
    }

    @Test func `another clock is told when it is off by more than five minutes`() {
        #expect(Doctor.clock(against: "beijing", difference: 300).verdict == .good)
        #expect(Doctor.clock(against: "beijing", difference: -301).verdict == .attention)
        #expect(Doctor.clock(against: "beijing", difference: -301).says.en.contains("-5 min 01 s"))
    }

    @Test func `the archive for helpers has no word that a person typed`() throws {
        let canaries = ["演示·青桐", "赵敏", "13900001111", "李娜", "金丝雀", "canary-host"]
        let replica = try anji()
        let desk = RecordDesk(replica)
        let kind = try desk.kind("company")
        _ = try desk.add(
            kind,
            try desk.values(
                kind, ["legal_name=演示·青桐", "contact=赵敏 13900001111"]),
            author: "李娜", reason: "金丝雀")
        try replica.addPeer(url: "https://canary-host:7443")
        try replica.noteTry(
            url: "https://canary-host:7443", site: nil, error: "canary-host is silent", sent: 0,
            received: 0)
        try Data().write(to: URL(fileURLWithPath: place + "/赵敏.xlsx"))
        let seed = try KeyFile(directory: place).readMaking(Machine.randomBytes)
        let settings = try EffectiveSettings(
            file: SettingsFile(
                "[site]\nlabel = \"李娜\"\ndata = \"/srv/赵敏\"\n[[peer]]\nurl = \"https://canary-host\"\n",
                path: "moso.toml"
            ) { _ in nil },
            environment: [:])
        var bundle = SupportBundle(Array(try checks().values), at: made)
        bundle.add(settings)
        try bundle.add(replica)
        var archive = try ZipArchive(bundle.bytes)
        var text = ""
        for name in archive.names {
            text += String(decoding: try #require(try archive.part(name)), as: UTF8.self)
        }
        #expect(text.contains("\"epoch\":1") && text.contains("sync.interval"))
        for canary in canaries + [seed.publicKey.fingerprint.description] {
            #expect(!text.contains(canary), "\(canary)")
        }
    }
}

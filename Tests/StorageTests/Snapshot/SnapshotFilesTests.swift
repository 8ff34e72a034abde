import Glibc
import Storage
import Testing

/// What is cleared is ours: nothing behind a link is, wherever in the folder the link lies.
struct SnapshotFilesTests {
    private let sites = Sites()

    private func file(_ path: String) {
        let file = open(path, O_WRONLY | O_CREAT, 0o600)
        #expect(file >= 0)
        close(file)
    }

    private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private func victim() -> String {
        let victim = sites.path("victim")
        mkdir(victim, 0o700)
        mkdir(victim + "/inner", 0o700)
        file(victim + "/precious")
        file(victim + "/inner/precious")
        return victim
    }

    @Test func `a folder that is a link is not cleared`() {
        let victim = victim()
        symlink(victim, sites.path("link"))
        #expect(throws: StorageError.self) { try SnapshotFiles.remove(sites.path("link")) }
        #expect(isThere(victim + "/precious") && isThere(victim + "/inner/precious"))
        #expect(isThere(sites.path("link")))
        #expect(SnapshotFiles.names(in: sites.path("link")).isEmpty)
        #expect(SnapshotFiles.isOccupied(sites.path("link")))
    }

    @Test func `what is not there is removed, what is no folder is told`() throws {
        try SnapshotFiles.remove(sites.path("nothing"))
        mkdir(sites.path(""), 0o700)
        file(sites.path("file"))
        #expect(throws: StorageError.self) { try SnapshotFiles.remove(sites.path("file")) }
        #expect(isThere(sites.path("file")))
    }

    @Test func `of links in a folder only the links are removed`() throws {
        let victim = victim()
        let folder = sites.path("folder")
        for path in [folder, folder + "/deep", folder + "/deep/er"] { mkdir(path, 0o700) }
        file(folder + "/deep/er/one")
        symlink(victim, folder + "/link")
        symlink(victim + "/inner", folder + "/deep/er/link")
        symlink(victim + "/precious", folder + "/deep/link")
        #expect(!SnapshotFiles.isOccupied(folder))
        try SnapshotFiles.remove(folder)
        #expect(!isThere(folder))
        #expect(isThere(victim + "/precious") && isThere(victim + "/inner/precious"))
    }

    /// As a crash between the two renames of the last step leaves it.
    private func halfReplaced() throws -> String {
        do { _ = try sites.make("anji") }
        let place = sites.path("anji")
        #expect(rename(place + "/replica.db", place + "/replaced-1.db") == 0)
        mkdir(place + "/snapshot.part", 0o700)
        mkdir(place + "/snapshot.part/new", 0o700)
        file(place + "/snapshot.part/new/replica.db")
        return place
    }

    @Test func `where a replica is half replaced none is opened and none is made`() throws {
        let place = try halfReplaced()
        for act in [{ try sites.open("anji") }, { try sites.make("anji") }] {
            let error = #expect(throws: StorageError.self) { _ = try act() }
            guard case .againUnfinished = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(!isThere(place + "/replica.db"))
        #expect(isThere(place + "/snapshot.part/new/replica.db"))
    }

    @Test func `a replica that was put aside is missing where no new one is staged`() throws {
        let place = try halfReplaced()
        try SnapshotFiles.remove(place + "/snapshot.part")
        let error = #expect(throws: StorageError.self) { _ = try sites.open("anji") }
        guard case .missing = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

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
        SnapshotFiles.remove(sites.path("link"))
        #expect(isThere(victim + "/precious") && isThere(victim + "/inner/precious"))
        #expect(isThere(sites.path("link")))
        #expect(SnapshotFiles.names(in: sites.path("link")).isEmpty)
        #expect(SnapshotFiles.isOccupied(sites.path("link")))
    }

    @Test func `of links in a folder only the links are removed`() {
        let victim = victim()
        let folder = sites.path("folder")
        for path in [folder, folder + "/deep", folder + "/deep/er"] { mkdir(path, 0o700) }
        file(folder + "/deep/er/one")
        symlink(victim, folder + "/link")
        symlink(victim + "/inner", folder + "/deep/er/link")
        symlink(victim + "/precious", folder + "/deep/link")
        #expect(!SnapshotFiles.isOccupied(folder))
        SnapshotFiles.remove(folder)
        #expect(!isThere(folder))
        #expect(isThere(victim + "/precious") && isThere(victim + "/inner/precious"))
    }
}

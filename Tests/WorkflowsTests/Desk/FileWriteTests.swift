import Foundation
import Testing
import Workflows

@Suite("Whole files written")
final class FileWriteTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/moso-files-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
    }

    private let text = Array("企业\r\n".utf8)

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        guard lstat(path, &status) == 0 else { return 0 }
        return status.st_mode & S_IFMT
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test func `a new file and a regular one are replaced, and nothing else is left`() throws {
        let path = folder + "/a.csv"
        #expect(File.write(path, [1, 2, 3]))
        #expect(File.write(path, text))
        #expect(File.read(path, most: 100) == text)
        #expect(try names() == ["a.csv"])
    }

    @Test func `a link stays, and the file it leads to is replaced`() throws {
        let (target, link) = (folder + "/target.csv", folder + "/link.csv")
        #expect(File.write(target, [1]))
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "target.csv")
        #expect(File.write(link, text))
        #expect(mode(link) == S_IFLNK)
        #expect(File.read(target, most: 100) == text)
        #expect(try names() == ["link.csv", "target.csv"])
    }

    @Test func `a link to a file that is not there yet makes it`() throws {
        let (target, link) = (folder + "/target.csv", folder + "/link.csv")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "target.csv")
        #expect(File.write(link, text))
        #expect(mode(link) == S_IFLNK)
        #expect(File.read(target, most: 100) == text)
    }

    @Test func `a FIFO stays one, and its reader gets the bytes`() throws {
        let path = folder + "/fifo"
        #expect(mkfifo(path, 0o600) == 0)
        // A reader must be there, or the writer would wait for one.
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        #expect(reader >= 0)
        defer { close(reader) }
        #expect(File.write(path, text))
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(reader, &bytes, bytes.count)
        #expect(count == text.count)
        #expect(Array(bytes.prefix(max(0, count))) == text)
        #expect(mode(path) == S_IFIFO)
    }

    @Test func `a device stays one`() throws {
        let link = folder + "/null"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "/dev/null")
        #expect(File.write(link, text))
        #expect(mode(link) == S_IFLNK)
        #expect(mode("/dev/null") == S_IFCHR)
    }

    @Test func `a folder is refused and stays`() throws {
        let path = folder + "/folder"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        #expect(!File.write(path, text))
        #expect(try names() == ["folder"])
    }
}

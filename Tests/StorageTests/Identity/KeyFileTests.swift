import Glibc
import Storage
import Testing
import Wire

struct KeyFileTests {
    private let scratch = Scratch()

    @Test func `a key is made once, for its owner alone, and read again`() throws {
        let file = KeyFile(directory: scratch.path)
        #expect(try file.read() == nil)
        let made = try file.readMaking { [UInt8](repeating: 3, count: $0) }
        let again = try file.readMaking { _ in
            Issue.record("it was made twice")
            return [UInt8](repeating: 4, count: 32)
        }
        #expect(made.seed == again.seed && made.seed == [UInt8](repeating: 3, count: 32))
        var info = stat()
        #expect(stat(file.path, &info) == 0 && info.st_mode & 0o777 == 0o600)
        let text = try #require(bytes(of: file.path))
        #expect(
            String(decoding: text, as: UTF8.self) == """
                moso-key 1
                seed \(String(repeating: "03", count: 32))
                check 7a1968d1a9e2c962

                """)
    }

    @Test func `a file that others may read, or that is garbled, is refused`() throws {
        let file = KeyFile(directory: scratch.path)
        _ = try file.readMaking { [UInt8](repeating: 3, count: $0) }
        let good = try #require(bytes(of: file.path))
        for at in good.indices {
            var wrong = good
            wrong[at] ^= 1
            write(wrong, to: file.path)
            #expect(throws: StorageError.self, "byte \(at)") { try file.read() }
        }
        write(good, to: file.path)
        #expect(try file.read() != nil)
        chmod(file.path, 0o640)
        #expect(throws: StorageError.self) { try file.read() }
    }
}

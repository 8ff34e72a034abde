import Glibc

/// Files beside the tests, found through the place of this source file.
enum ExchangeFixture {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        let path = (folder + ["Fixtures", Substring(name)]).joined(separator: "/")
        guard let handle = fopen(path, "rb") else { throw Missing(path: path) }
        defer { fclose(handle) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, handle), count > 0 {
            bytes += chunk[..<count]
        }
        return bytes
    }

    struct Missing: Error { let path: String }
}

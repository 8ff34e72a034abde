import Foundation
import Simulation
import Testing

/// Scenarios that once broke a promise, shrunk and kept. Their names begin with the store they ran on.
@Suite struct TraceTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Traces")

    private static let names: [String] = {
        let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (found ?? []).filter { $0.hasSuffix(".json") }.sorted()
    }()

    @Test func `there are kept traces`() { #expect(!Self.names.isEmpty) }

    @Test(arguments: names)
    func `what once broke a promise keeps it`(name: String) throws {
        let kind = try #require(StoreKind(rawValue: String(name.prefix { $0 != "-" })))
        let text = try TraceFile.read(Self.folder.appending(path: name).path)
        let outcome = Replay.run(try Replay.read(text), on: kind)
        #expect(outcome.violation == nil, "moso-sim replay \(name) --store \(kind)")
    }
}

import Foundation
import FuzzText
import FuzzWire
import Testing

/// What fuzzers found worth keeping, and every input that broke a law, read again by an ordinary build.
@Suite struct CorpusTests {
    static let targets = WireTargets.all + TextTargets.all

    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "FuzzCorpora")

    private func inputs(_ name: String) throws -> [(file: String, bytes: [UInt8])] {
        let folder = CorpusTests.folder.appending(path: name)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0))))
        }
    }

    @Test(arguments: targets.map(\.name))
    func `every law holds of every input that was kept`(name: String) throws {
        let target = try #require(CorpusTests.targets.first { $0.name == name })
        let kept = try inputs(name)
        #expect(kept.count >= 5, "the corpus of \(name) is nearly empty")
        for (file, bytes) in kept {
            do throws(BrokenLaw) { try target.run(bytes) } catch {
                Issue.record("\(name)/\(file): \(error)")
            }
        }
    }

    @Test(arguments: targets.map(\.name))
    func `what honest writers make keeps every law, changed bit by bit too`(name: String) throws {
        let target = try #require(CorpusTests.targets.first { $0.name == name })
        let seeds = target.seeds()
        #expect(!seeds.isEmpty)
        for (number, seed) in seeds.enumerated() {
            do throws(BrokenLaw) {
                try target.run(seed)
                for at in stride(from: 0, to: seed.count, by: max(1, seed.count / 64)) {
                    var changed = seed
                    changed[at] ^= 1 << UInt8(at % 8)
                    try target.run(changed)
                    try target.run(Array(seed[..<at]))
                }
            } catch {
                Issue.record("\(name), seed \(number): \(error)")
            }
        }
    }

    @Test func `a folder of inputs has its target, and a target its folder`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: CorpusTests.folder.path)
        #expect(folders.sorted() == CorpusTests.targets.map(\.name).sorted())
    }
}

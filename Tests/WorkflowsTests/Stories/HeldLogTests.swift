import Causality
import Domain
import Storage
import Sync
import Testing
import Workflows

/// What waits for its causes, as `moso log --json` tells it.
@Suite struct HeldLogTests {
    /// A replica of Anji's that received the transactions of Beijing whose places are given, and the
    /// log of it all at Beijing.
    private func received(
        _ places: [Int]
    ) throws -> (lines: [JSON], whole: [JSON], network: Network) {
        let network = try Network("beijing", "anji")
        let beijing = network["beijing"]
        let key = try network.add("company", at: "beijing", "legal_name=演示·一")
        for name in ["二", "三", "四"] {
            try network.edit(key, at: "beijing", "legal_name=演示·\(name)")
        }
        var records: [LogRecord] = []
        _ = try beijing.extract(beyond: VersionVector(), { _ in true }) { record in
            records.append(record)
            return true
        }
        _ = try network["anji"].apply(
            places.map { records[$0] }, from: beijing.meta.site, { _ in true })
        var log = HeldLog()
        try network["anji"].forEachTransaction { log.note($1) }
        var whole: [JSON] = []
        try beijing.forEachTransaction {
            whole.append(LogJSON.line($1, arrival: $0, effective: nil))
        }
        return (try log.lines(network["anji"], from: 0), whole, network)
    }

    private static let told = ["dot", "hlc", "effective", "author", "reason", "ops"]

    @Test func `a held transaction is told with all that it holds`() throws {
        let (lines, whole, _) = try received([0, 2, 3])
        #expect(lines.count == 2)
        for (line, sent) in zip(lines, whole[2...]) {
            #expect(line["status"] == "held")
            #expect(line["lacks"]?.array?.isEmpty == false)
            for member in Self.told { #expect(line[member] == sent[member], "\(member)") }
            #expect(line["author"] == "beijing" && line["ops"]?.array?.isEmpty == false)
        }
    }

    @Test func `the context is unknown behind a gap`() throws {
        let (lines, _, _) = try received([0, 2, 3])
        #expect(lines.map { $0["context"] } == [.null, .null])
    }

    @Test func `older ones are left out when asked`() throws {
        let (lines, _, network) = try received([2, 3])
        #expect(lines.count == 2)
        #expect(try HeldLog().lines(network["anji"], from: .max).isEmpty)
    }
}

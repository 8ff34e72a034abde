import Causality
import Domain
import Foundation
import Storage
import Sync
import Testing
import Workflows

/// The hub of the program's site, in this process: it exchanges with the program's replica when the
/// test says so, without a daemon and without a network.
final class OtherSite {
    private let hub: Replica
    private let program: Program

    init(beside program: Program) throws {
        self.program = program
        let name = try #require(SiteID("beijing"))
        hub = try Replica.create(
            directory: program.directory.appending(path: "beijing").path, site: name, hub: name,
            schema: NetworkSchema.replica, environment: Machine.environment())
    }

    func edit(_ table: String, _ key: String, _ fields: [String: Value]) throws {
        let key = try #require(RecordKey(key))
        try hub.edit(author: "王主任", reason: nil) { try $0.set(table, key, fields) }
    }

    func delete(_ table: String, _ key: String, reason: String) throws {
        let key = try #require(RecordKey(key))
        try hub.edit(author: "王主任", reason: reason) { try $0.delete(table, key) }
    }

    /// Each gets what it lacks.
    func exchange() throws {
        let near = try Replica.open(
            directory: program.directory.appending(path: "data").path,
            schema: NetworkSchema.replica, environment: Machine.environment())
        for (from, to) in [(near, hub), (hub, near)] {
            let includes = { (scope: ScopeID) in
                Entitlement.holds(near.meta.site, hub: near.meta.hub, scope)
            }
            var records: [LogRecord] = []
            _ = try from.extract(beyond: try to.vector { _ in true }, includes) { record in
                records.append(record)
                return true
            }
            for result in try to.apply(records, from: from.meta.site, includes) {
                #expect(result.outcome == .applied)
            }
        }
    }
}

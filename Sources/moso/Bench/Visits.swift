internal import Causality
internal import Storage
internal import Workflows

/// The records of a load: visits, which live in their site's own scope.
enum Visits {
    /// Adds so many in one durable transaction.
    static func add(_ count: Int, to replica: Replica) throws -> [RecordKey] {
        let site = replica.meta.site.name
        var keys: [RecordKey] = []
        _ = try replica.edit(author: "bench") { draft in
            for _ in 0..<count {
                let name = "VI-" + Machine.randomBytes(8).map { String($0, radix: 36) }.joined()
                guard let key = RecordKey(name) else {
                    preconditionFailure("a short name is a key")
                }
                keys.append(key)
                try draft.insert(
                    "visit", key,
                    [
                        "site": .text(site), "arrived_at": .text("2023-08-11T15:00"),
                        "kind": .text("government"), "organisation": .text("演示·来访单位 \(name)"),
                        "people": .integer(Int64(keys.count)),
                    ])
            }
        }
        return keys
    }
}

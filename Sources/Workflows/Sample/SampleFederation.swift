internal import Causality
internal import Domain
public import Storage
internal import Sync
internal import Wire

/// The sample world as twelve replicas side by side, each of which has written its own records and has
/// those of the others that it may hold, and knows the hub's key as the hub knows its own. Daemons can be
/// started on them as they are.
public struct SampleFederation {
    public private(set) var replicas: [Replica] = []
    /// Records of all sites together.
    public private(set) var recordCount = 0

    /// 11 August 2023, 15:00 in Beijing: every edit of the sample bears this time, so that whatever is
    /// typed afterwards is later.
    static let wallMilliseconds: UInt64 = 1_691_737_200_000

    /// - Parameter directory: where the replicas are made, each in a folder with its site's name.
    public init(_ world: SampleWorld, in directory: String) throws {
        var environment = Machine.environment()
        environment.wallMilliseconds = { SampleFederation.wallMilliseconds }
        for site in SampleSite.all {
            let replica = try Replica.create(
                directory: "\(directory)/\(site.id)", site: site.id, hub: SampleSite.hub.id,
                schema: NetworkSchema.replica, environment: environment)
            let records = world.records(of: site)
            try SampleFilling(replica).write(records, author: "演示·\(site.place)站长")
            recordCount += records.count
            replicas.append(replica)
        }
        // Keys come last: what is written before one is known needs no signature.
        try exchange()
        try introduce(in: directory)
    }

    private var hub: Replica { replicas[0] }

    /// Keys of hub and branches, known to each other as after an enrolment.
    private func introduce(in directory: String) throws {
        let keys = try replicas.map { replica in
            try KeyFile(directory: "\(directory)/\(replica.meta.site)")
                .readMaking(Machine.randomBytes).publicKey
        }
        for (branch, key) in zip(replicas, keys).dropFirst() {
            try hub.trust(key, of: branch.meta.site, ownKey: keys[0])
            try branch.trust(keys[0], of: hub.meta.site, ownKey: key)
        }
    }

    /// The branches' records to the hub, then the common ones to all.
    private func exchange() throws {
        for branch in replicas.dropFirst() { try carry(from: branch, to: hub) }
        for branch in replicas.dropFirst() { try carry(from: hub, to: branch) }
    }

    private func carry(from one: Replica, to other: Replica) throws {
        let branch = one.meta.site == hub.meta.site ? other : one
        let includes = Entitlement.scopes(of: branch.meta.site, hub: hub.meta.site)
        var waiting: [LogRecord] = []
        _ = try one.extract(beyond: try other.vector { _ in true }, includes) { record in
            waiting.append(record)
            return true
        }
        for result in try other.apply(waiting, from: one.meta.site, includes) {
            precondition(result.outcome == .applied, "what is written in order is applied in order")
        }
    }
}

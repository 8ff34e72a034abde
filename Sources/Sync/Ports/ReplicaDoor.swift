/// Lets the engine use a replica that belongs to somebody else, such as an actor.
public protocol ReplicaDoor: Sendable {
    func withReplica<Result: Sendable>(
        _ body: @escaping @Sendable (any ReplicaPort) throws -> Result
    ) async throws -> Result
}

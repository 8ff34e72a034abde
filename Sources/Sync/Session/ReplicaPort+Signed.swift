internal import Causality
internal import Wire

// A body whose transactions are covered by signatures.
//
// A signature covers what lies before it in its chain. So the last transaction of each stream in a body
// gets one, and others in between: a line that breaks lets only whole pieces through, so each piece ends with
// signatures; and somebody who passes a part of it on needs them at places where his own bodies end.
// Of others' transactions there are the signatures that came with them.

extension ReplicaPort {
    /// Adds what `vector` lacks, and the signatures over it.
    func fillSigned(
        _ body: inout FrameEncoder, beyond vector: VersionVector,
        _ findings: inout [HandshakeFinding], _ includes: (ScopeID) -> Bool
    ) throws -> Bool {
        body.holdsPieces = true
        var piece: [ChainLink] = []
        var tooLarge: [Dot?] = []
        let isComplete = try handOver(beyond: vector, includes) { record in
            let link = ChainLink(record)
            let room = body.add(
                bytes: record.bytes, expandedCount: record.expandedCount,
                personal: record.personal)
            switch room {
            case .full: return false
            case .neverFits: tooLarge.append(link?.dot)
            case .taken:
                if let link { piece.append(link) }
                if body.isPieceFull {
                    body.append(signatures: try signatures(over: piece))
                    body.endPiece()
                    piece = []
                }
            }
            return true
        }
        body.append(signatures: try signatures(over: piece))
        for dot in tooLarge where !findings.contains(.tooLargeToSend(dot)) {
            findings.append(.tooLargeToSend(dot))
        }
        return isComplete
    }
}

"""The planted bugs: one-line faults of the kinds that replication software really has.

Each is a place in the sources and what stands there instead while the fault is on. PLANTED in the
replacement becomes the switch. The sources themselves know nothing of this: `plant.py` works on a
copy, so no build of the product can hold a fault.
"""
from dataclasses import dataclass

CAUSALITY, STORAGE, SYNC = "Sources/Causality/", "Sources/Storage/", "Sources/Sync/"
ROW, SIBLINGS = CAUSALITY + "Registers/RowState.swift", CAUSALITY + "Registers/Siblings.swift"
REPLICA, APPLY = STORAGE + "Replica/Replica.swift", STORAGE + "Replica/Replica+Apply.swift"
PROJECT = STORAGE + "Replica/Replica+Project.swift"
CALLER, EXCHANGE = SYNC + "Session/SyncCaller.swift", SYNC + "Session/SyncExchange.swift"


@dataclass
class Fault:
    name: str
    file: str
    old: str
    new: str
    # Where it can show: plain values share Causality, Wire and Sync with the product, not Storage.
    stores: tuple = ("model", "disk")


MODEL, DISK = ("model",), ("disk",)

FAULTS = [
    # What is promised to people.
    Fault("acknowledged although the commit failed", REPLICA,
          'isCommitting = true\n                try commit.run()\n',
          'isCommitting = true\n'
          '                do { try commit.run() } catch { if !PLANTED { throw error } }\n', DISK),
    Fault("the log of writes is not synced", STORAGE + "Replica/Replica+Open.swift",
          '            """)\n        // Believe nothing that can be read back.',
          '            """)\n        if PLANTED { return try connection.execute("PRAGMA synchronous = NORMAL") }\n'
          '        // Believe nothing that can be read back.', DISK),
    Fault("after a rollback the cache is still believed", REPLICA,
          "        cacheVersion = -1\n        lastSealed = nil",
          "        if !PLANTED { cacheVersion = -1 }\n        lastSealed = nil", DISK),
    Fault("a lost identity file starts no new epoch", REPLICA,
          "guard let found else { return .missing }",
          "guard let found else { return PLANTED ? nil : .missing }", DISK),
    Fault("a database that went back starts no new epoch", REPLICA,
          "return try readableHash(of: sealed.dot) == sealed.hash ? nil : .wentBack",
          "return try PLANTED || readableHash(of: sealed.dot) == sealed.hash ? nil : .wentBack", DISK),
    # The merge.
    Fault("the later timestamp throws the other sibling away", ROW,
          "state.live.removeAll { named.contains($0.dot) }\n            state.ghosts",
          "state.live.removeAll { named.contains($0.dot) || PLANTED && $0.precedes(sibling) }\n"
          "            state.ghosts"),
    Fault("siblings stand in the order of arrival", ROW,
          "state.live.sort { $0.precedes($1) }\n        }\n    }",
          "if !PLANTED { state.live.sort { $0.precedes($1) } }\n        }\n    }"),
    Fault("one of several replaced dots is forgotten", ROW,
          "    ) {\n        var sibling = sibling\n",
          "    ) {\n        let named = PLANTED && named.count > 1 ? Array(named.dropLast()) : named\n"
          "        var sibling = sibling\n"),
    Fault("a write leaves ghosts it had seen", ROW,
          "state.ghosts.removeAll { named.contains($0.sibling.dot) }",
          "if !PLANTED { state.ghosts.removeAll { named.contains($0.sibling.dot) } }"),
    Fault("a ghost outlives a write whose author had seen it go", ROW,
          "            if !policy.addsUp {\n                state.ghosts",
          "            if !PLANTED && !policy.addsUp {\n                state.ghosts"),
    Fault("a write that had not seen a delete does not cross it", ROW,
          "for dot in deletes.keys where !context.contains(dot) {",
          "for dot in deletes.keys where !PLANTED && !context.contains(dot) {"),
    Fault("a delete takes what it had not seen", ROW,
          "state.live.removeAll { named.contains($0.dot) }\n            for at",
          "state.live.removeAll { PLANTED || named.contains($0.dot) }\n            for at"),
    Fault("a keep leaves the mark it names", ROW,
          "            marks.subtract(named)\n            keeps.subtract(named)\n            keeps.insert",
          "            if !PLANTED { marks.subtract(named) }\n            keeps.subtract(named)\n"
          "            keeps.insert"),
    Fault("a keep that a delete took counts as seen", ROW,
          "var unseen = keeps.union(takenKeeps).contains",
          "var unseen = keeps.union(PLANTED ? [] : takenKeeps).contains"),
    Fault("one crossed delete of two is enough to show a ghost", ROW,
          "ghost.takers.allSatisfy { deletes[$0]?.isCrossed ?? false }",
          "PLANTED ? ghost.takers.contains { deletes[$0]?.isCrossed ?? false }\n"
          "                : ghost.takers.allSatisfy { deletes[$0]?.isCrossed ?? false }"),
    Fault("a conflict is looked for in the first and last value only", SIBLINGS,
          "let agreed = siblings.dropFirst().allSatisfy { $0.value == first.value }",
          "let agreed = PLANTED ? siblings[siblings.count - 1].value == first.value\n"
          "            : siblings.dropFirst().allSatisfy { $0.value == first.value }"),
    Fault("the owner's word counts though there are two of it", SIBLINGS,
          "if let only = owned.first, owned.count == 1 { return Choice(only, settled: true) }",
          "if let only = owned.first, PLANTED || owned.count == 1 {\n"
          "                return Choice(only, settled: true)\n            }"),
    Fault("a conflict is closed by what is shown of it", SIBLINGS,
          "case .ask, .listed: return Choice(siblings.working(owner), settled: false)",
          "case .ask, .listed:\n"
          "            return Choice(siblings.working(owner), settled: PLANTED && owner != nil)"),
    Fault("a float in a sum", SIBLINGS,
          "let total = siblings.reduce(into: Int64(0)) { $0 &+= $1.value.integer ?? 0 }",
          "let total = PLANTED\n"
          "            ? Int64(siblings.reduce(into: 0.0) { $0 += Double($1.value.integer ?? 0) })\n"
          "            : siblings.reduce(into: Int64(0)) { $0 &+= $1.value.integer ?? 0 }"),
    Fault("the lowest value is NULL", SIBLINGS,
          "let candidates = contains { !$0.value.isNull } ?",
          "let candidates = !PLANTED && contains { !$0.value.isNull } ?"),
    Fault("a peer's clock is followed wherever it goes", CAUSALITY + "Clocks/HybridClock.swift",
          "if remote.milliseconds <= limit {", "if PLANTED || remote.milliseconds <= limit {"),
    Fault("a clock that is behind stamps by itself", CAUSALITY + "Clocks/HubTime.swift",
          "min(wall, 1 << 48 - 1) + lagMilliseconds(wallMilliseconds: wall)",
          "min(wall, 1 << 48 - 1) + (PLANTED ? 0 : lagMilliseconds(wallMilliseconds: wall))"),
    Fault("timestamps go back with the wall clock", CAUSALITY + "Clocks/HybridClock.swift",
          "last = wall > last ? wall :", "last = PLANTED || wall > last ? wall :"),
    # Taking in.
    Fault("the last operation of a transaction is left out", PROJECT,
          "for index in 0..<reader.operationCount {",
          "for index in 0..<reader.operationCount - (PLANTED && reader.operationCount > 1 ? 1 : 0) {",
          DISK),
    Fault("the short way replaces whatever stands there", PROJECT,
          "clock[cell.position]\n                    == LocalDot(",
          "PLANTED || clock[cell.position]\n                    == LocalDot(", DISK),
    Fault("the hash chain is not looked at", STORAGE + "Replica/Replica+Fork.swift",
          "guard try hash(of: dot.seq - 1, in: state) == previous else { continue }",
          "guard try PLANTED || hash(of: dot.seq - 1, in: state) == previous else { continue }",
          DISK),
    Fault("a transaction is applied before its causes", APPLY,
          "guard seen.lacks.isEmpty else {", "guard PLANTED || seen.lacks.isEmpty else {", DISK),
    Fault("anybody may write into any scope", APPLY,
          "guard includes(scope) else { throw",
          "guard PLANTED || includes(scope) else { throw", DISK),
    Fault("a write may replace what its author cannot have seen",
          STORAGE + "Replica/Replica+Validate.swift",
          "        if one.seq > last[one.stream] {",
          "        if !PLANTED && one.seq > last[one.stream] {", DISK),
    Fault("what a newer version wrote is kept in other bytes", APPLY,
          "        try record.bytes.withUnsafeBytes { kept in\n",
          "        var body = record.bytes\n"
          "        let isNew = reader.shapes.contains { shape in\n"
          "            guard let table = schema.table(shape.table) else { return false }\n"
          "            return shape.cells.contains { table.cell($0) == nil }\n"
          "        }\n"
          "        if PLANTED && isNew && record.expandedCount == nil { body[body.count - 1] ^= 1 }\n"
          "        try body.withUnsafeBytes { kept in\n", DISK),
    Fault("what waited is not tried again", APPLY,
          "heldMayBeReady = true\n        return ItemResult(dot: dot, outcome: .held",
          "heldMayBeReady = !PLANTED\n        return ItemResult(dot: dot, outcome: .held", DISK),
    Fault("after an upgrade nothing of what was unknown appears",
          STORAGE + "Replica/Replica+Upgrade.swift",
          "guard isStale, damage == nil else { return }",
          "guard !PLANTED && isStale, damage == nil else { return }", DISK),
    Fault("a conflict is opened again by what is offered again", APPLY,
          "        if case .known = standing { return ItemResult(dot: dot, outcome: .duplicate) }\n",
          "        if case .known = standing {\n"
          "            if PLANTED {\n"
          "                let none = VersionVector()\n"
          "                _ = try project(\n"
          "                    &reader, ProjectionContext(header, in: dot.stream, context: none, streams: streams))\n"
          "            }\n"
          "            return ItemResult(dot: dot, outcome: .duplicate)\n"
          "        }\n", DISK),
    Fault("a late write keeps its value though it was erased",
          STORAGE + "Replica/Replica+Erase.swift",
          "if !erasures.allSatisfy(context.contains) { section.erase(place) }",
          "if !PLANTED && !erasures.allSatisfy(context.contains) { section.erase(place) }", DISK),
    Fault("the file is not rebuilt after an erasure", STORAGE + "Replica/Replica+Erase.swift",
          "guard let needs = scrubNeeds else", "guard !PLANTED, let needs = scrubNeeds else", DISK),
    Fault("an erased write competes with others", SIBLINGS,
          "return telling.isEmpty ? self : telling",
          "return PLANTED || telling.isEmpty ? self : telling"),
    # Signatures.
    Fault("the signature of a head is not checked", SYNC + "Session/VerifiedHeads.swift",
          "where head.isSigned(by: [key]) {", "where PLANTED || head.isSigned(by: [key]) {", DISK),
    Fault("whose stream a signed hash is in is not looked at", SYNC + "Session/VerifiedHeads.swift",
          "guard links[next]?.dot == Dot(stream: head.stream, seq: head.seq) else { return }\n"
          "        while let link = links[next], link.dot.stream == head.stream,",
          "guard PLANTED || links[next]?.dot == Dot(stream: head.stream, seq: head.seq) else { return }\n"
          "        while let link = links[next], PLANTED || link.dot.stream == head.stream,", DISK),
    # Quotas.
    Fault("more may be used than the share", CAUSALITY + "Escrow/Escrow.swift",
          "            && amount <= shares[origin, default: 0]",
          "            && (PLANTED || amount <= shares[origin, default: 0])"),
    Fault("a new epoch has the old one's share as well", CAUSALITY + "Escrow/EscrowBooks.swift",
          "        escrow.shares[origin] = rest\n",
          "        escrow.shares[origin] = rest + (!PLANTED ? 0 : escrow.shares\n"
          "            .filter { $0.key.site == origin.site }.values.reduce(0, +))\n", DISK),
    # The exchange.
    Fault("the resume point is off by one", STORAGE + "Replica/Replica+Log.swift",
          "let from = max(vector[state.stream], state.base) + 1",
          "let from = max(vector[state.stream], state.base) + (PLANTED ? 2 : 1)", DISK),
    Fault("claims are made over all scopes", SYNC + "Session/PeerClaims.swift",
          "let heads = try replica.heads(includes)\n        vector = try replica.vector(includes)",
          "let heads = try replica.heads { PLANTED || includes($0) }\n"
          "        vector = try replica.vector { PLANTED || includes($0) }"),
    Fault("a scope that one of the two holds is sent", SYNC + "Session/ScopePolicy.swift",
          "{ [holds] in holds(a, hub, $0) && holds(b, hub, $0) }",
          "{ [holds] in\n            PLANTED ? holds(a, hub, $0) || holds(b, hub, $0)\n"
          "                : holds(a, hub, $0) && holds(b, hub, $0)\n        }"),
    Fault("a round that moved something is the last", CALLER,
          "if isSearching || isUnheard || !isEven && (incoming.moved || isNew) { return .again }",
          "if isSearching || isUnheard || !PLANTED && !isEven && (incoming.moved || isNew) { return .again }"),
    Fault("bodies carry no checksum", "Sources/Wire/FrameEncoder.swift",
          "ZstdCompressor(level: level, checked: true)",
          "ZstdCompressor(level: level, checked: !PLANTED)"),
    Fault("those who failed together come back together", SYNC + "Planning/Backoff.swift",
          "let jitter = random.multipliedFullWidth(by: ceilingMilliseconds(attempt: attempt) + 1).high",
          "let jitter = PLANTED ? ceilingMilliseconds(attempt: attempt)\n"
          "            : random.multipliedFullWidth(by: ceilingMilliseconds(attempt: attempt) + 1).high"),
    Fault("a context is written in the order of a hash table",
          CAUSALITY + "History/VersionVector.swift",
          "        return parts\n", "        return PLANTED ? Array(Set(parts)) : parts\n"),
    # Claims, undo, verification, and what makes SQLite fail.
    Fault("two overlapping confirmations both stand", CAUSALITY + "Claims/ClaimJudge.swift",
          "if let winner = standing.first(where: { $0.overlaps(claim) }) {",
          "if !PLANTED, let winner = standing.first(where: { $0.overlaps(claim) }) {"),
    Fault("anybody's confirmation counts", CAUSALITY + "Claims/Claim.swift",
          "guard case .confirmed(let dot, let stamp) = state, dot.stream.origin.site == owner,",
          "guard case .confirmed(let dot, let stamp) = state, PLANTED || dot.stream.origin.site == owner,"),
    Fault("verification does not look at the links of a chain",
          STORAGE + "Replica/Replica+Verify.swift",
          "if dot.seq != last.seq + 1 || header.previousHash != last.hash.bytes",
          "if dot.seq != last.seq + 1 || !PLANTED && header.previousHash != last.hash.bytes", DISK),
    Fault("what was refused is forgotten", STORAGE + "Tables/WaitingTable.swift",
          "bindRecord(record, quarantine, at: 6)\n        try quarantine.run()",
          "bindRecord(record, quarantine, at: 6)\n        if !PLANTED { try quarantine.run() }", DISK),
    Fault("an undo brings back one of several values", STORAGE + "Replica/Replica+Undo.swift",
          "for dot in writes.named.subtracting(writes.own) {",
          "for dot in writes.named.subtracting(writes.own).sorted().prefix(PLANTED ? 1 : .max) {", DISK),
    Fault("an undo brings a torso of a deleted row back", STORAGE + "Replica/Replica+Undo.swift",
          "} else if state.isPresent {", "} else if PLANTED || state.isPresent {", DISK),
    Fault("a row on which SQLite fails is taken for a failure of the disk", APPLY,
          "guard let record = underTrial, refused[record] == nil else {",
          "guard !PLANTED, let record = underTrial, refused[record] == nil else {", DISK),
]

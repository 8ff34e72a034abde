// A disk that can be cut off from power.
//
// What a program writes lies in the memory of the operating system until it is synced. When the power
// goes, each 512-byte sector of what was written since may be on the disk or not, whatever the order of
// writing: so writes are lost, torn in the middle, and there without the ones before them. A file that
// was made and never synced may be missing altogether. Nothing of this happens to what was synced.
//
// The disk also fails: the next write or sync but so many, or all of them for lack of room.
//
// It is memory from beginning to end, so it is fast as well; every seed of the simulation has one for
// each of its sites. `DiskVFS` hands it to SQLite.

/// The disk of one site. It belongs to the thread that runs its world; nothing else touches it.
package final class CrashDisk: @unchecked Sendable {
    /// Smallest unit that is written whole or not at all.
    static let sectorBytes = 512

    final class File {
        /// What a reader sees.
        var cached: [UInt8]
        /// What would be left if the power went and nothing else had got through.
        fileprivate var durable: [UInt8]
        fileprivate var pending: [Change] = []
        /// Whether its name in the directory is safe.
        fileprivate var isNamed: Bool

        fileprivate init(_ bytes: [UInt8], isNamed: Bool) {
            cached = bytes
            durable = bytes
            self.isNamed = isNamed
        }
    }

    fileprivate enum Change {
        case write(at: Int, [UInt8])
        case truncate(Int)
    }

    /// Rises with each start of the process or the computer; handles of earlier lives are dead.
    private(set) var life = 0
    /// Writes and syncs so far.
    package private(set) var operations = 0
    /// Reads, writes and syncs that failed.
    package private(set) var failures = 0
    package var fault: DiskFault = .none {
        didSet { if case .none = fault { isStopped = false } }
    }
    /// A disk, or a setting, that says "synced" and has not: the control of every test about syncs.
    package var ignoresSyncs = false
    /// Whether an onlooker reads, for whom nothing fails and nothing is counted.
    package var sparesReads = false
    /// Whether the disk has stopped in the middle of something, to be cut off next.
    package private(set) var isStopped = false
    private var files: [String: File] = [:]
    private var backup: [String: [UInt8]] = [:]

    package init() {}

    /// Puts a file on the disk that has been there for long.
    package func place(_ name: String, _ bytes: [UInt8]) {
        files[name] = File(bytes, isNamed: true)
    }

    func file(_ name: String) -> File? { files[name] }

    func make(_ name: String) -> File {
        let file = File([], isNamed: false)
        files[name] = file
        return file
    }

    func remove(_ name: String) { files[name] = nil }

    // MARK: Writing

    /// What stands in the way of the next write or sync.
    enum Refusal { case failed, full }

    /// Counts a write or sync and says whether it is done.
    func refusal() -> Refusal? {
        let refusal = nextRefusal()
        if refusal != nil { failures += 1 }
        return refusal
    }

    private func nextRefusal() -> Refusal? {
        operations += 1
        guard !isStopped else { return .failed }
        switch fault {
        case .none, .readError: return nil
        case .full: return .full
        case .readOnly: return .failed
        case .error(let after):
            fault = after <= 1 ? .none : .error(after: after - 1)
            return after <= 1 ? .failed : nil
        case .stop(let after):
            guard after <= 1 else {
                fault = .stop(after: after - 1)
                return nil
            }
            isStopped = true
            return .failed
        }
    }

    /// Counts a read and says whether it fails.
    func failsToRead() -> Bool {
        guard !sparesReads, case .readError(let after) = fault else { return false }
        fault = after <= 1 ? .none : .readError(after: after - 1)
        failures += after <= 1 ? 1 : 0
        return after <= 1
    }

    func write(_ bytes: UnsafeRawBufferPointer, to file: File, at offset: Int) {
        CrashDisk.put(bytes, into: &file.cached, at: offset)
        file.pending.append(.write(at: offset, Array(bytes)))
    }

    func truncate(_ file: File, to count: Int) {
        CrashDisk.cut(&file.cached, to: count)
        file.pending.append(.truncate(count))
    }

    func sync(_ file: File) {
        guard !ignoresSyncs else { return }
        for change in file.pending {
            switch change {
            case .write(let offset, let bytes):
                bytes.withUnsafeBytes { CrashDisk.put($0, into: &file.durable, at: offset) }
            case .truncate(let count): CrashDisk.cut(&file.durable, to: count)
            }
        }
        file.pending = []
        file.isNamed = true
    }

    /// Whether some file holds these bytes, whatever it means by them.
    package func holds(_ bytes: [UInt8]) -> Bool {
        files.values.contains { $0.cached.firstRange(of: bytes) != nil }
    }

    // MARK: Copies

    package var hasBackup: Bool { !backup.isEmpty }

    /// Copies every file as it is seen now.
    package func backUp() { backup = files.mapValues(\.cached) }

    /// Ends the process and puts the copies in the place of everything.
    package func restore() {
        endProcess()
        files = backup.mapValues { File($0, isNamed: true) }
    }

    // MARK: Ends

    /// The process is gone; the operating system keeps what it has.
    package func endProcess() {
        life += 1
        isStopped = false
    }

    /// The power is gone. Which sectors got through follows from `seed`.
    package func cutPower(seed: UInt64) {
        endProcess()
        var draw = SeededGenerator(seed: seed, "power cut")
        let percent = draw.pick([0, 30, 70, 100])
        for name in files.keys.sorted() {
            guard let file = files[name] else { continue }
            for change in file.pending { keep(change, of: file, percent, &draw) }
            file.pending = []
            file.cached = file.durable
            if !file.isNamed, !draw.chance(percent) { files[name] = nil }
            file.isNamed = true
        }
    }

    private func keep(
        _ change: Change, of file: File, _ percent: Int, _ draw: inout SeededGenerator
    ) {
        switch change {
        case .truncate(let count):
            if draw.chance(percent) { CrashDisk.cut(&file.durable, to: count) }
        case .write(let offset, let bytes):
            var at = 0
            while at < bytes.count {
                let room = CrashDisk.sectorBytes - (offset + at) % CrashDisk.sectorBytes
                let end = min(bytes.count, at + room)
                if draw.chance(percent) {
                    bytes[at..<end].withUnsafeBytes {
                        CrashDisk.put($0, into: &file.durable, at: offset + at)
                    }
                }
                at = end
            }
        }
    }

    // MARK: Bytes

    private static func put(
        _ bytes: UnsafeRawBufferPointer, into target: inout [UInt8], at offset: Int
    ) {
        let end = offset + bytes.count
        if target.count < end {
            target.append(contentsOf: repeatElement(0, count: end - target.count))
        }
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        target.withUnsafeMutableBytes {
            $0.baseAddress?.advanced(by: offset).copyMemory(from: source, byteCount: bytes.count)
        }
    }

    private static func cut(_ target: inout [UInt8], to count: Int) {
        if count < target.count {
            target.removeLast(target.count - count)
        } else {
            target.append(contentsOf: repeatElement(0, count: count - target.count))
        }
    }
}

/// What a simulated disk does to its writes and syncs.
package enum DiskFault: Hashable, Sendable {
    case none
    /// The `after`th write or sync from now on fails once.
    case error(after: Int)
    /// The disk stops at the `after`th write or sync and does nothing more until power is cut.
    case stop(after: Int)
    case full
    /// Nothing is written any more.
    case readOnly
    /// The `after`th read from now on fails once.
    case readError(after: Int)
}

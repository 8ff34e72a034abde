internal import Glibc
public import Storage
public import Wire

/// The folder in which a snapshot is gathered. What is in it under a chunk's name has that hash, so
/// whoever comes back later goes on where the last one stopped.
public struct StagingFolder: Sendable {
    public let path: String

    /// - Parameter directory: where the replica is to be; made, with the folder, if it is not there.
    public init(in directory: String) throws(SnapshotTrouble) {
        path = directory + "/" + SnapshotFiles.staging
        for folder in [directory, path] where mkdir(folder, 0o700) != 0 && errno != EEXIST {
            throw .disk(path: folder, errno: errno)
        }
        // What lies behind a link is somebody else's, and a staging folder is cleared.
        for folder in [path, path + "/" + SnapshotFiles.again]
        where SnapshotFiles.isOccupied(folder) {
            throw .notAFolder(path: folder)
        }
    }

    /// Held until it is let go, by one program at a time.
    public func lock() throws(SnapshotTrouble) -> Int32 {
        let file = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .disk(path: path + "/lock", errno: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .busy
        }
        return file
    }

    public static func unlock(_ lock: Int32) { close(lock) }

    // MARK: Manifests

    /// The signed manifests that are here, of whatever cut.
    public func manifests() -> [[UInt8]] {
        names().filter { $0.hasSuffix(".manifest") }.sorted().compactMap { name in
            File.read("\(path)/\(name)", most: WireLimits.manifestBytesMax + 1)
        }
    }

    /// Puts the manifests of a cut in the place of those of the last.
    public func keep(manifests: [[UInt8]]) throws(SnapshotTrouble) {
        for name in names() where name.hasSuffix(".manifest") { unlink("\(path)/\(name)") }
        for (at, bytes) in manifests.enumerated() {
            try write(bytes, to: "\(path)/\(at).manifest")
        }
    }

    // MARK: The site's epochs

    /// The highest epoch that the maker has named of the site that is to be; 0 when none.
    public func epoch() -> UInt32 {
        File.read(path + "/epoch", most: 16).flatMap { UInt32(String(decoding: $0, as: UTF8.self)) }
            ?? 0
    }

    /// Keeps it for whoever goes on with what is here.
    public func note(epoch: UInt32) throws(SnapshotTrouble) {
        try write(Array(String(epoch).utf8), to: path + "/epoch")
    }

    // MARK: Chunks

    /// The bytes of a chunk, if all of them are here and right.
    public func chunk(_ chunk: SnapshotChunk) -> [UInt8]? {
        let file = "\(path)/\(chunk.name)"
        guard let bytes = File.read(file, most: chunk.byteCount + 1),
            bytes.count == chunk.byteCount
        else { return nil }
        guard Digest256(of: bytes) == chunk.name else {
            unlink(file)
            return nil
        }
        return bytes
    }

    /// How many bytes of a chunk have come so far.
    public func received(of chunk: SnapshotChunk) -> Int {
        var info = stat()
        guard stat(partial(chunk), &info) == 0 else { return 0 }
        if info.st_size <= chunk.byteCount { return Int(info.st_size) }
        unlink(partial(chunk))
        return 0
    }

    /// Adds what follows at an offset; what stood behind it goes.
    ///
    /// - Returns: `false` when the chunk is whole now, and not the one of that name. It is gone then.
    public func add(
        _ bytes: [UInt8], at offset: Int, of chunk: SnapshotChunk
    ) throws(SnapshotTrouble) -> Bool {
        let name = partial(chunk)
        let file = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .disk(path: name, errno: errno) }
        defer { close(file) }
        guard ftruncate(file, offset) == 0, lseek(file, 0, SEEK_END) == offset,
            File.write(descriptor: file, bytes)
        else { throw .disk(path: name, errno: errno) }
        guard offset + bytes.count >= chunk.byteCount else { return true }
        let whole = File.read(name, most: chunk.byteCount + 1)
        guard let whole, whole.count == chunk.byteCount, Digest256(of: whole) == chunk.name else {
            unlink(name)
            return false
        }
        guard rename(name, "\(path)/\(chunk.name)") == 0 else {
            throw .disk(path: name, errno: errno)
        }
        return true
    }

    private func partial(_ chunk: SnapshotChunk) -> String { "\(path)/\(chunk.name).part" }

    /// Takes away what no manifest names any more.
    public func keepOnly(_ chunks: Set<Digest256>) {
        let wanted = Set(chunks.map(\.description))
        for name in names() where name.prefix(while: { $0 != "." }).utf8.count == 64 {
            if !wanted.contains(String(name.prefix(64))) { unlink("\(path)/\(name)") }
        }
    }

    /// Takes the folder away with everything in it.
    ///
    /// - Returns: why something of it is still there; `nil` when nothing is.
    @discardableResult
    public func remove() -> StorageError? {
        do {
            try SnapshotFiles.remove(path)
            return nil
        } catch let error as StorageError {
            return error
        } catch {
            return .file(operation: "remove", path: path, errno: EIO)
        }
    }

    private func names() -> [String] { SnapshotFiles.names(in: path) }

    private func write(_ bytes: [UInt8], to file: String) throws(SnapshotTrouble) {
        guard File.write(file, bytes) else { throw .disk(path: file, errno: errno) }
    }
}

internal import CSQLite
internal import Glibc
internal import Synchronization

// SQLite's door to the disks of a simulation: a VFS under a name of its own, whose files live in the
// `CrashDisk` that is registered for their directory. SQLite and everything above it are the real ones.
//
// One process at a time uses a disk, with one connection, so locks are always free and the memory that
// connections share belongs to one handle: after a crash it is gone, as it is when the last process
// that used a write-ahead log has died.

/// One open file of one life of a process.
private final class DiskHandle {
    let disk: CrashDisk
    let file: CrashDisk.File
    let life: Int
    var shared: [UnsafeMutableRawPointer] = []

    init(_ disk: CrashDisk, _ file: CrashDisk.File) {
        self.disk = disk
        self.file = file
        life = disk.life
    }

    deinit { for region in shared { region.deallocate() } }

    /// A dead process does nothing, however it tries to tidy up.
    var isDead: Bool { life != disk.life }

    static let slot = MemoryLayout<sqlite3_file>.stride

    static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> DiskHandle? {
        guard let file else { return nil }
        return UnsafeRawPointer(file)
            .load(fromByteOffset: slot, as: Unmanaged<DiskHandle>?.self)?.takeUnretainedValue()
    }

    func code(_ refusal: CrashDisk.Refusal, _ error: Int32) -> Int32 {
        refusal == .full ? SQLITE_FULL : error
    }

    func read(_ buffer: UnsafeMutableRawPointer, _ count: Int, _ offset: Int) -> Int32 {
        if isDead || disk.failsToRead() { return SQLITE_IOERR | (1 << 8) }
        let here = max(0, min(count, file.cached.count - offset))
        if here > 0 {
            file.cached.withUnsafeBytes {
                if let base = $0.baseAddress {
                    buffer.copyMemory(from: base.advanced(by: offset), byteCount: here)
                }
            }
        }
        guard here < count else { return SQLITE_OK }
        memset(buffer.advanced(by: here), 0, count - here)
        return SQLITE_IOERR | (2 << 8)
    }

    func write(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int32 {
        let error = SQLITE_IOERR | (3 << 8)
        if isDead { return error }
        if let refusal = disk.refusal() { return code(refusal, error) }
        disk.write(bytes, to: file, at: offset)
        return SQLITE_OK
    }

    func sync() -> Int32 {
        let error = SQLITE_IOERR | (4 << 8)
        if isDead { return error }
        if let refusal = disk.refusal() { return code(refusal, error) }
        disk.sync(file)
        return SQLITE_OK
    }

    func truncate(_ count: Int) -> Int32 {
        let error = SQLITE_IOERR | (6 << 8)
        if isDead { return error }
        if let refusal = disk.refusal() { return code(refusal, error) }
        disk.truncate(file, to: count)
        return SQLITE_OK
    }

    func region(_ at: Int, _ bytes: Int, mayGrow: Bool) -> UnsafeMutableRawPointer? {
        while mayGrow && shared.count <= at {
            let region = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
            memset(region, 0, bytes)
            shared.append(region)
        }
        return at < shared.count ? shared[at] : nil
    }
}

/// The VFS `moso-simulated`.
package enum DiskVFS {
    package static let name = "moso-simulated"

    private static let disks = Mutex<[String: CrashDisk]>([:])

    /// From now on files in `directory` lie on `disk`.
    package static func mount(_ disk: CrashDisk, at directory: String) {
        precondition(isRegistered, "SQLite takes a second VFS")
        disks.withLock { $0[directory] = disk }
    }

    package static func unmount(_ directory: String) {
        disks.withLock { _ = $0.removeValue(forKey: directory) }
    }

    fileprivate static func place(
        _ path: UnsafePointer<CChar>?
    ) -> (disk: CrashDisk, name: String)? {
        guard let path else { return nil }
        let text = String(cString: path)
        guard let slash = text.lastIndex(of: "/") else { return nil }
        return disks.withLock { $0[String(text[..<slash])] }.map {
            ($0, String(text[text.index(after: slash)...]))
        }
    }

    private static let isRegistered: Bool = {
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: sqlite3_vfs())
        vfs.pointee.iVersion = 1
        vfs.pointee.szOsFile = Int32(
            DiskHandle.slot + MemoryLayout<Unmanaged<DiskHandle>?>.stride)
        vfs.pointee.mxPathname = 512
        vfs.pointee.zName = UnsafePointer(strdup(name))
        vfs.pointee.xOpen = openFile
        vfs.pointee.xDelete = { _, path, _ in
            if let (disk, name) = DiskVFS.place(path) { disk.remove(name) }
            return SQLITE_OK
        }
        vfs.pointee.xAccess = { _, path, _, answer in
            let found = DiskVFS.place(path).flatMap { $0.disk.file($0.name) }
            answer?.pointee = found == nil ? 0 : 1
            return SQLITE_OK
        }
        vfs.pointee.xFullPathname = { _, path, room, target in
            guard let path, let target, strlen(path) < Int(room) else { return SQLITE_CANTOPEN }
            strcpy(target, path)
            return SQLITE_OK
        }
        vfs.pointee.xRandomness = { _, count, target in
            // For temporary names and the salt of the log; nothing that a run could notice.
            if let target { memset(target, 7, Int(count)) }
            return count
        }
        vfs.pointee.xSleep = { _, microseconds in microseconds }
        vfs.pointee.xCurrentTime = { _, day in
            day?.pointee = 2_460_263.5
            return SQLITE_OK
        }
        vfs.pointee.xGetLastError = { _, _, _ in 0 }
        return sqlite3_vfs_register(vfs, 0) == SQLITE_OK
    }()

    /// Lives as long as the process, like the VFS.
    nonisolated(unsafe) fileprivate static let methods: UnsafePointer<sqlite3_io_methods> = {
        let io = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        io.initialize(to: sqlite3_io_methods())
        io.pointee.iVersion = 2
        addFile(io)
        addLocks(io)
        return UnsafePointer(io)
    }()

    private static func addFile(_ io: UnsafeMutablePointer<sqlite3_io_methods>) {
        io.pointee.xClose = { file in
            guard let file else { return SQLITE_OK }
            let slot = UnsafeMutableRawPointer(file).advanced(by: DiskHandle.slot)
                .assumingMemoryBound(to: Unmanaged<DiskHandle>?.self)
            slot.pointee?.release()
            slot.pointee = nil
            return SQLITE_OK
        }
        io.pointee.xRead = { file, buffer, count, offset in
            guard let handle = DiskHandle.of(file), let buffer else { return SQLITE_IOERR }
            return handle.read(buffer, Int(count), Int(offset))
        }
        io.pointee.xWrite = { file, bytes, count, offset in
            DiskHandle.of(file)?.write(
                UnsafeRawBufferPointer(start: bytes, count: Int(count)), Int(offset))
                ?? SQLITE_IOERR
        }
        io.pointee.xTruncate = { file, count in
            DiskHandle.of(file)?.truncate(Int(count)) ?? SQLITE_IOERR
        }
        io.pointee.xSync = { file, _ in DiskHandle.of(file)?.sync() ?? SQLITE_IOERR }
        io.pointee.xFileSize = { file, size in
            size?.pointee = Int64(DiskHandle.of(file)?.file.cached.count ?? 0)
            return SQLITE_OK
        }
        io.pointee.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        io.pointee.xSectorSize = { _ in 4096 }
        // As the VFS of Unix: bytes beside those written are not harmed by a power cut.
        io.pointee.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
    }

    private static func addLocks(_ io: UnsafeMutablePointer<sqlite3_io_methods>) {
        io.pointee.xLock = { file, _ in
            DiskHandle.of(file)?.isDead == false ? SQLITE_OK : SQLITE_IOERR | (15 << 8)
        }
        io.pointee.xUnlock = { _, _ in SQLITE_OK }
        io.pointee.xCheckReservedLock = { _, answer in
            answer?.pointee = 0
            return SQLITE_OK
        }
        io.pointee.xShmMap = { file, region, bytes, mayGrow, answer in
            guard let handle = DiskHandle.of(file), !handle.isDead else { return SQLITE_IOERR }
            answer?.pointee = handle.region(Int(region), Int(bytes), mayGrow: mayGrow != 0)
            return SQLITE_OK
        }
        io.pointee.xShmLock = { file, _, _, _ in
            DiskHandle.of(file)?.isDead == false ? SQLITE_OK : SQLITE_IOERR | (20 << 8)
        }
        io.pointee.xShmBarrier = { _ in }
        io.pointee.xShmUnmap = { _, _ in SQLITE_OK }
    }
}

private func openFile(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ path: UnsafePointer<CChar>?,
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let file else { return SQLITE_CANTOPEN }
    file.pointee.pMethods = nil
    // A file without a name is a temporary one, which nobody else sees and no power cut keeps.
    let place = path == nil ? (CrashDisk(), "temporary") : DiskVFS.place(path)
    guard let (disk, name) = place else { return SQLITE_CANTOPEN }
    let found = disk.file(name)
    guard let opened = found ?? (flags & SQLITE_OPEN_CREATE != 0 ? disk.make(name) : nil)
    else { return SQLITE_CANTOPEN }
    let handle = Unmanaged.passRetained(DiskHandle(disk, opened))
    UnsafeMutableRawPointer(file).storeBytes(
        of: handle, toByteOffset: DiskHandle.slot, as: Unmanaged<DiskHandle>?.self)
    file.pointee.pMethods = DiskVFS.methods
    outFlags?.pointee = flags
    return SQLITE_OK
}

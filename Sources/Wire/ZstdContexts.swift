internal import CZstd
internal import Synchronization

/// zstd's contexts between two uses.
///
/// Making a context costs more than compressing a small body: it is some hundred kilobytes, allocated
/// and cleared. An exchange that has nothing to say needs four of them, so they are handed on. What a
/// context has been told is forgotten before the next one uses it. One that has grown by a large body
/// is given back to the system, so that what waits here stays small.
final class ZstdContexts: Sendable {
    static let compressing = ZstdContexts(
        make: ZSTD_createCCtx, free: { ZSTD_freeCCtx($0) }, size: { ZSTD_sizeof_CCtx($0) },
        clear: { ZSTD_CCtx_reset($0, ZSTD_reset_session_and_parameters) })
    static let expanding = ZstdContexts(
        make: ZSTD_createDCtx, free: { ZSTD_freeDCtx($0) }, size: { ZSTD_sizeof_DCtx($0) },
        clear: { ZSTD_DCtx_reset($0, ZSTD_reset_session_and_parameters) })

    /// How many wait at most; more are freed.
    private static let countMax = 4
    /// Bytes of one that may wait.
    private static let bytesMax = 1 << 20

    /// Addresses: a pointer of C says nothing about threads, and what waits here nobody uses.
    private let idle = Mutex<[UInt]>([])
    private let make: @Sendable () -> OpaquePointer?
    private let free: @Sendable (OpaquePointer) -> Void
    private let size: @Sendable (OpaquePointer) -> Int
    private let clear: @Sendable (OpaquePointer) -> Int

    private init(
        make: @escaping @Sendable () -> OpaquePointer?,
        free: @escaping @Sendable (OpaquePointer) -> Void,
        size: @escaping @Sendable (OpaquePointer) -> Int,
        clear: @escaping @Sendable (OpaquePointer) -> Int
    ) {
        self.make = make
        self.free = free
        self.size = size
        self.clear = clear
    }

    /// A context that knows nothing, for the caller alone.
    func take() -> OpaquePointer {
        let waiting = idle.withLock { $0.popLast() }.flatMap { OpaquePointer(bitPattern: $0) }
        guard let context = waiting ?? make() else { fatalError("zstd: out of memory") }
        return context
    }

    /// The caller has no more use for it.
    func giveBack(_ context: OpaquePointer) {
        guard ZSTD_isError(clear(context)) == 0, size(context) <= Self.bytesMax else {
            return free(context)
        }
        let address = UInt(bitPattern: context)
        let isKept = idle.withLock { idle in
            guard idle.count < Self.countMax else { return false }
            idle.append(address)
            return true
        }
        if !isKept { free(context) }
    }
}

import Glibc
import Synchronization

/// One of the two standard streams, written in large pieces.
///
/// Standard output holds the answer and nothing else; messages go to standard error. The first
/// failure to write is kept and told at the end, when the exit code is chosen: a full disk under
/// `moso export > file` must not look like success.
final class OutputChannel: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var failure: Int32?
    }

    private static let pendingBytesMax = 64 * 1024

    let descriptor: Int32
    private let state = Mutex(State())

    init(descriptor: Int32) { self.descriptor = descriptor }

    static let answer = OutputChannel(descriptor: STDOUT_FILENO)
    static let messages = OutputChannel(descriptor: STDERR_FILENO)

    func write(_ text: String) {
        state.withLock { state in
            state.pending += text.utf8
            if state.pending.count >= OutputChannel.pendingBytesMax { send(&state) }
        }
    }

    func flush() {
        state.withLock { send(&$0) }
    }

    /// The `errno` of the first write that failed.
    var failure: Int32? { state.withLock { $0.failure } }

    private func send(_ state: inout State) {
        var sent = 0
        while sent < state.pending.count, state.failure == nil {
            let count = state.pending.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                sent += count
            } else if errno != EINTR {
                state.failure = errno
            }
        }
        state.pending.removeAll(keepingCapacity: true)
    }
}

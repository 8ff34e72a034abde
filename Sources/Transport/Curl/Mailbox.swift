import CCurl
import Sync
import Synchronization

/// What callers ask of the loop's thread.
enum LoopCommand {
    case add(TransferOrder, CheckedContinuation<PeerReply, Never>)
    case cancel(TransferOrder)
    case stop
}

/// The multi handle as seen from other threads than its own.
///
/// Unchecked, because a pointer is not sendable. The proof: everything but `wake` is called by the
/// loop's thread alone, which is started with it; `curl_multi_wakeup` is the one function that
/// libcurl allows from any thread. That it is not called after the cleanup is `Mailbox`'s promise.
struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    func wake() { moso_curl_multi_wakeup(pointer) }
}

/// The door between callers and the loop's thread: a list of commands under a lock.
///
/// It wakes the thread while holding the lock, and the thread closes the mailbox under the same
/// lock before it frees the multi handle: so no wake can meet a freed handle.
final class Mailbox: Sendable {
    private struct State {
        var commands: [LoopCommand] = []
        var isOpen = true
    }

    private let state = Mutex(State())
    private let multi: MultiHandle

    init(waking multi: MultiHandle) { self.multi = multi }

    /// `false` when the thread has ended; then the command was dropped.
    func post(_ command: LoopCommand) -> Bool {
        state.withLock { state in
            guard state.isOpen else { return false }
            state.commands.append(command)
            multi.wake()
            return true
        }
    }

    /// Hands out what has come in, in its order.
    func takeAll() -> [LoopCommand] {
        state.withLock { state in
            let commands = state.commands
            state.commands = []
            return commands
        }
    }

    /// Accepts nothing from now on and hands out the rest.
    func close() -> [LoopCommand] {
        state.withLock { state in
            state.isOpen = false
            let commands = state.commands
            state.commands = []
            return commands
        }
    }
}

import CCurl
import Sync

/// One thread that carries any number of HTTP transfers, and the connections they share.
///
/// A program makes one and keeps it. `curl_easy_perform` would block one of the few threads that
/// Swift's tasks run on, two on a small machine, for as long as a long poll lasts; so the waiting
/// is done on a thread of its own. When the last owner lets go, open transfers end as `cancelled`
/// and the thread ends with its connections.
public final class CurlLoop: Sendable {
    private let mailbox: Mailbox

    /// Starts the thread. Throws `TransportError.cannotStart` when libcurl has no memory or the
    /// system no thread to give.
    public init() throws(TransportError) {
        guard CurlLoop.libraryStarted == CURLE_OK else {
            throw .cannotStart(
                step: "starting libcurl",
                detail: CurlLoop.isThere
                    ? String(cString: moso_curl_easy_strerror(CurlLoop.libraryStarted))
                    : "there is no libcurl.so.4 here, or it is too old")
        }
        guard let pointer = moso_curl_multi_init() else {
            throw .cannotStart(step: "making a multi handle", detail: "out of memory")
        }
        let multi = MultiHandle(pointer: pointer)
        mailbox = Mailbox(waking: multi)
        do {
            try LoopThread.start(multi: multi, mailbox: mailbox)
        } catch {
            moso_curl_multi_cleanup(pointer)
            throw error
        }
    }

    deinit { _ = mailbox.post(.stop) }

    /// Carries out `order` on the thread and waits for how it ended.
    func run(_ order: TransferOrder) async -> PeerReply {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                if !mailbox.post(.add(order, waiter)) {
                    waiter.resume(returning: .unsent(.cancelledHere))
                }
            }
        } onCancel: {
            order.cancel()
            _ = mailbox.post(.cancel(order))
        }
    }

    /// Once per process, before any other use; the language makes a global's first use exclusive.
    static let libraryStarted =
        isThere ? moso_curl_global_init(Int(CURL_GLOBAL_ALL)) : CURLE_FAILED_INIT

    /// Whether there is a libcurl to take in; no other function of it is called before this is asked.
    private static let isThere = moso_curl_is_there() != 0
}

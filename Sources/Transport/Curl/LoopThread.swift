import CCurl
import Glibc
import Sync

/// The thread that owns a multi handle, its transfers and its open connections.
///
/// libcurl's multi handle is a state machine without locks. Giving it one thread makes every
/// question of who may touch what disappear; any number of transfers, long polls among them, are in
/// flight on it at once, because the only place where it waits is `curl_multi_poll`, for all
/// sockets together and for a wake-up from `Mailbox`.
final class LoopThread {
    private let multi: MultiHandle
    private let mailbox: Mailbox
    /// By the address of the easy handle, which is what libcurl reports.
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]

    private init(multi: MultiHandle, mailbox: Mailbox) {
        self.multi = multi
        self.mailbox = mailbox
    }

    /// Starts the thread. From then on it owns `multi`, and it runs until `stop` is posted.
    static func start(multi: MultiHandle, mailbox: Mailbox) throws(TransportError) {
        let cargo = Unmanaged.passRetained(Cargo(multi: multi, mailbox: mailbox))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { address in
                guard let address else { preconditionFailure("a thread without its cargo") }
                let cargo = Unmanaged<Cargo>.fromOpaque(address).takeRetainedValue()
                LoopThread(multi: cargo.multi, mailbox: cargo.mailbox).run()
                return nil
            }, cargo.toOpaque())
        guard code == 0 else {
            cargo.release()
            throw .cannotStart(step: "starting a thread", detail: String(cString: strerror(code)))
        }
        // Nobody waits for it: the last owner of the loop may go away inside a callback on it.
        pthread_detach(thread)
    }

    private final class Cargo: Sendable {
        let multi: MultiHandle
        let mailbox: Mailbox

        init(multi: MultiHandle, mailbox: Mailbox) {
            self.multi = multi
            self.mailbox = mailbox
        }
    }

    private func run() {
        blockBrokenPipeSignal()
        while obey(mailbox.takeAll()) {
            var running: Int32 = 0
            let performed = moso_curl_multi_perform(multi.pointer, &running)
            finishCompleted()
            if performed != CURLM_OK || !waitForEvents() { failAll() }
        }
        shutDown()
    }

    /// `false` when it is time to stop.
    private func obey(_ commands: [LoopCommand]) -> Bool {
        for (index, command) in commands.enumerated() {
            switch command {
            case .add(let order, let waiter): add(order, waiter)
            case .cancel(let order): cancel(order)
            case .stop:
                refuse(commands[(index + 1)...])
                return false
            }
        }
        return true
    }

    private func add(_ order: TransferOrder, _ waiter: CheckedContinuation<PeerReply, Never>) {
        if order.isCancelled { return waiter.resume(returning: .unsent(.cancelledHere)) }
        do {
            let transfer = try Transfer(order, waiter: waiter)
            let code = moso_curl_multi_add_handle(multi.pointer, transfer.handle.pointer)
            if code == CURLM_OK {
                transfers[transfer.handle.pointer] = transfer
            } else {
                transfer.finish(with: .other(String(cString: moso_curl_multi_strerror(code))))
            }
        } catch {
            waiter.resume(returning: .unsent(.other(error.words)))
        }
    }

    /// Finds nothing when the transfer completed in the meantime, or was never added.
    private func cancel(_ order: TransferOrder) {
        guard let transfer = transfers.values.first(where: { $0.order === order }) else { return }
        remove(transfer)
        transfer.finish(with: .cancelledHere)
    }

    private func finishCompleted() {
        var left: Int32 = 0
        while let message = moso_curl_multi_info_read(multi.pointer, &left) {
            // Copied out first: removing the handle frees the message.
            let (kind, easy, code) = (
                message.pointee.msg, message.pointee.easy_handle, message.pointee.data.result
            )
            guard kind == CURLMSG_DONE, let easy, let transfer = transfers[easy] else { continue }
            remove(transfer)
            transfer.finish(with: transfer.failure(for: code))
        }
    }

    private func remove(_ transfer: Transfer) {
        moso_curl_multi_remove_handle(multi.pointer, transfer.handle.pointer)
        transfers[transfer.handle.pointer] = nil
    }

    /// Sleeps until a socket, one of libcurl's own timers or the mailbox has something. The limit
    /// is a second pair of eyes, not a clock: with nothing in flight it need not look often.
    private func waitForEvents() -> Bool {
        let limit: Int32 = transfers.isEmpty ? 60_000 : 1000
        return moso_curl_multi_poll(multi.pointer, limit) == CURLM_OK
    }

    /// The multi handle itself failed, which means memory ran out. Nothing that was in flight can
    /// be trusted to end, so everybody is told. The pause keeps a lasting fault from eating the
    /// processor.
    private func failAll() {
        for transfer in transfers.values {
            remove(transfer)
            transfer.finish(with: .other("the multi handle failed"))
        }
        usleep(100_000)
    }

    private func shutDown() {
        refuse(mailbox.close()[...])
        for transfer in transfers.values {
            remove(transfer)
            transfer.finish(with: .cancelledHere)
        }
        moso_curl_multi_cleanup(multi.pointer)
    }

    private func refuse(_ commands: ArraySlice<LoopCommand>) {
        for case .add(_, let waiter) in commands {
            waiter.resume(returning: .unsent(.cancelledHere))
        }
    }

    /// Writing to a connection that the peer has closed raises SIGPIPE unless every writer asks for
    /// it not to; the TLS library does not. Blocked on this thread, it is only an error code.
    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

extension PeerReply {
    static func unsent(_ failure: LinkFailure) -> PeerReply {
        PeerReply(status: 0, failure: failure)
    }
}

extension LinkFailure {
    static let cancelledHere = LinkFailure(kind: .cancelled, detail: "cancelled by the caller")

    static func other(_ detail: String) -> LinkFailure {
        LinkFailure(kind: .other, detail: detail)
    }
}

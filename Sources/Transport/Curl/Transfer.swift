import CCurl
import Sync

/// One exchange under way: what libcurl reads from and writes to.
///
/// It is a class because libcurl holds its address, and deliberately not `Sendable`: it is made,
/// called back and thrown away on the loop's thread, so nothing in it needs a lock.
final class Transfer {
    let order: TransferOrder
    private(set) var handle: CurlHandle
    private let waiter: CheckedContinuation<PeerReply, Never>

    private var sent = 0
    private var head = ReplyHead()
    private var body: [UInt8] = []
    /// Set when we stopped the transfer ourselves; then libcurl's code says only that we did.
    private var excess: String?
    private var meter = ProgressMeter(nowMilliseconds: monotonicMilliseconds())
    private var figures = TransferProgress(sent: 0, received: 0)

    init(
        _ order: TransferOrder, waiter: CheckedContinuation<PeerReply, Never>
    ) throws(CurlRefusal) {
        self.order = order
        self.waiter = waiter
        handle = try CurlHandle()
        try handle.configure(for: order)
        try installCallbacks()
    }

    /// Resumes the caller. It must be the last call, after the handle has left the multi handle.
    func finish(with failure: LinkFailure?) {
        tell(figures, isLast: true)
        waiter.resume(
            returning: PeerReply(
                status: head.status, headers: head.fields, body: body, failure: failure))
    }

    /// What libcurl's verdict means to a caller.
    func failure(for code: CURLcode) -> LinkFailure? {
        if let excess { return LinkFailure(kind: .tooLarge, detail: excess) }
        if code == CURLE_OK {
            // libcurl takes a connection that ends inside the head for the end of a reply.
            return head.isComplete
                ? nil : LinkFailure(kind: .cut, detail: "the connection ended inside the head")
        }
        if code == CURLE_OUT_OF_MEMORY && handle.phase == .exchanging && !head.isComplete {
            // That is what libcurl calls a single field beyond its own limit of 100 kB.
            return LinkFailure(kind: .tooLarge, detail: "a field of the reply's head has no end")
        }
        let words = handle.words(for: code)
        return LinkFailure(
            kind: LinkFailure.Kind(code, phase: handle.phase, words: words), detail: words)
    }
}

/// What the callbacks do, free of C.
extension Transfer {
    /// Copies the next part of the request's body; 0 at its end.
    func read(into room: UnsafeMutableRawBufferPointer) -> Int {
        order.request.body.withUnsafeBytes { bytes in
            // Rebased, because only a whole buffer is copied as a block.
            let part = UnsafeRawBufferPointer(
                rebasing: bytes[sent..<min(sent + room.count, bytes.count)])
            room.copyMemory(from: part)
            sent += part.count
            return part.count
        }
    }

    /// Goes back in the request's body, to send it again on another connection.
    func seek(to offset: Int) -> Bool {
        guard 0...order.request.body.count ~= offset else { return false }
        sent = offset
        return true
    }

    /// Keeps what is allowed of `part`; fewer bytes than given end the transfer.
    func write(_ part: UnsafeRawBufferPointer) -> Int {
        let bytesMax = max(0, order.request.replyBytesMax)
        let kept = min(part.count, bytesMax - body.count)
        body.append(contentsOf: UnsafeRawBufferPointer(rebasing: part[..<kept]))
        if kept < part.count { excess = "the reply is longer than \(bytesMax) bytes" }
        return kept
    }

    func takeHead(line: UnsafeRawBufferPointer) -> Bool {
        guard head.take(line) else {
            excess =
                "the reply's head is longer than \(ReplyHead.linesMax) fields"
                + " or \(ReplyHead.bytesMax) bytes"
            return false
        }
        return true
    }

    func tell(_ now: TransferProgress, isLast: Bool = false) {
        guard let progress = order.progress else { return }
        figures = now
        let milliseconds = monotonicMilliseconds()
        if let due = meter.report(now, nowMilliseconds: milliseconds, isLast: isLast) {
            progress(due)
        }
    }
}

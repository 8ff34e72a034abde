import CCurl
import Glibc
import Sync

/// The C functions that libcurl calls, all on the loop's thread, all during a call of ours into
/// libcurl.
///
/// Each is given the transfer's address unretained. It is valid: the loop holds the transfer until
/// the handle has left the multi handle, and the transfer holds the handle.
extension Transfer {
    func installCallbacks() throws(CurlRefusal) {
        let easy = handle.pointer
        let me = Unmanaged.passUnretained(self).toOpaque()
        try CurlRefusal.check(moso_curl_on_body(easy, Transfer.onBody, me))
        try CurlRefusal.check(moso_curl_on_header(easy, Transfer.onHeader, me))
        try CurlRefusal.check(moso_curl_on_read(easy, Transfer.onRead, me))
        try CurlRefusal.check(moso_curl_on_seek(easy, Transfer.onSeek, me))
        try CurlRefusal.check(moso_curl_on_socket(easy, Transfer.onSocket, nil))
        guard order.progress != nil else { return }
        try CurlRefusal.check(moso_curl_on_progress(easy, Transfer.onProgress, me))
        try handle.set(CURLOPT_NOPROGRESS, 0)
    }

    private static func from(_ address: UnsafeMutableRawPointer?) -> Transfer {
        guard let address else { preconditionFailure("a callback without its transfer") }
        return Unmanaged<Transfer>.fromOpaque(address).takeUnretainedValue()
    }

    private static let onBody: curl_write_callback = { bytes, size, count, me in
        from(me).write(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }

    private static let onHeader: curl_write_callback = { bytes, size, count, me in
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        // Fewer bytes than given end the transfer; an empty line does not occur.
        return from(me).takeHead(line: line) ? line.count : 0
    }

    private static let onRead: curl_read_callback = { room, size, count, me in
        from(me).read(into: UnsafeMutableRawBufferPointer(start: room, count: size * count))
    }

    private static let onSeek: curl_seek_callback = { me, offset, origin in
        // libcurl only ever counts from the start.
        let done = origin == SEEK_SET && from(me).seek(to: Int(offset))
        return done ? Int32(CURL_SEEKFUNC_OK) : Int32(CURL_SEEKFUNC_FAIL)
    }

    private static let onProgress: curl_xferinfo_callback = { me, _, received, _, sent in
        from(me).tell(TransferProgress(sent: Int(sent), received: Int(received)))
        return 0
    }

    /// Leaves at most 64 KiB unsent in the kernel. A thin line needs minutes for the megabytes that
    /// the kernel would take at once, and to libcurl these minutes look like silence: a healthy
    /// upload would count as stalled, and progress would stand at the end all the while.
    private static let onSocket: curl_sockopt_callback = { _, socket, _ in
        var bytes: Int32 = 64 * 1024
        let size = socklen_t(MemoryLayout.size(ofValue: bytes))
        // Refused on a socket that is not TCP, or by an old kernel; then it works as before.
        _ = setsockopt(socket, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &bytes, size)
        return Int32(CURL_SOCKOPT_OK)
    }
}

/// Milliseconds on a clock that only moves forward, for pauses between reports.
func monotonicMilliseconds() -> UInt64 {
    var time = timespec()
    let result = clock_gettime(CLOCK_MONOTONIC, &time)
    precondition(result == 0, "there is no monotonic clock")
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
}

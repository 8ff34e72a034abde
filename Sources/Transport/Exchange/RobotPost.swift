internal import CCurl
internal import Sync

/// One request to the robot of a chat group: JSON over `https`, to a server that the machine's own
/// certificates vouch for, since it is no peer. Its answer is small and is waited for.
///
/// On loopback it may be `http`, for a relay on this machine. The address holds the robot's key, so it is in no
/// error's text.
public enum RobotPost {
    public enum Outcome: Hashable, Sendable {
        case answered(status: Int, body: [UInt8])
        /// In libcurl's words.
        case failed(String)
    }

    /// The most bytes of an answer that are kept.
    static let answerMost = 8 << 10

    /// Blocks for at most twenty seconds.
    public static func send(to url: String, json body: [UInt8]) -> Outcome {
        guard CurlLoop.libraryStarted == CURLE_OK else {
            return .failed("there is no usable libcurl on this machine")
        }
        do throws(CurlRefusal) {
            var handle = try CurlHandle()
            let answer = Answer(request: body)
            try configure(&handle, url, answer)
            let code = moso_curl_easy_perform(handle.pointer)
            guard code == CURLE_OK else {
                return .failed(String(cString: moso_curl_easy_strerror(code)))
            }
            return .answered(status: handle.long(CURLINFO_RESPONSE_CODE), body: answer.bytes)
        } catch {
            return .failed(error.words)
        }
    }

    private static func configure(
        _ handle: inout CurlHandle, _ url: String, _ answer: Answer
    ) throws(CurlRefusal) {
        let isLoopback = url.hasPrefix("http://127.0.0.1:") || url.hasPrefix("http://[::1]:")
        try handle.set(CURLOPT_URL, url)
        try handle.set(CURLOPT_PROTOCOLS_STR, isLoopback ? "http" : "https")
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        // What stands before an @ would be a name, and the host another one.
        try handle.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        // Nothing of the environment decides where it goes.
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        try handle.set(CURLOPT_TIMEOUT_MS, 20_000)
        try handle.set(CURLOPT_POST, 1)
        try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: answer.request.count)
        try handle.set(headerLines: ["Expect:", "Content-Type: application/json; charset=utf-8"])
        let me = Unmanaged.passUnretained(answer).toOpaque()
        try CurlRefusal.check(
            moso_curl_on_read(
                handle.pointer,
                { room, size, count, me in
                    Answer.from(me).give(
                        UnsafeMutableRawBufferPointer(start: room, count: size * count))
                }, me))
        try CurlRefusal.check(
            moso_curl_on_body(
                handle.pointer,
                { bytes, size, count, me in
                    Answer.from(me).take(UnsafeRawBufferPointer(start: bytes, count: size * count))
                }, me))
    }

    /// What libcurl reads from and writes to, during one call into it.
    private final class Answer {
        let request: [UInt8]
        private var given = 0
        private(set) var bytes: [UInt8] = []

        init(request: [UInt8]) { self.request = request }

        static func from(_ address: UnsafeMutableRawPointer?) -> Answer {
            guard let address else { preconditionFailure("a callback without its answer") }
            return Unmanaged<Answer>.fromOpaque(address).takeUnretainedValue()
        }

        func give(_ room: UnsafeMutableRawBufferPointer) -> Int {
            let part = request[given..<min(given + room.count, request.count)]
            for (at, byte) in part.enumerated() { room[at] = byte }
            given += part.count
            return part.count
        }

        func take(_ part: UnsafeRawBufferPointer) -> Int {
            bytes += part.prefix(max(0, RobotPost.answerMost - bytes.count))
            return part.count
        }
    }
}

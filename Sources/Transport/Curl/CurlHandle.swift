import CCurl

/// The owner of one libcurl easy handle and of what libcurl borrows from us for as long.
///
/// It is not copyable, so the handle is cleaned up exactly once, and not sendable, so it stays on
/// the thread that made it.
struct CurlHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headerLines: UnsafeMutablePointer<curl_slist>?
    private var place: UnsafeMutablePointer<curl_slist>?

    /// Throws when there is no memory.
    init() throws(CurlRefusal) {
        guard let pointer = moso_curl_easy_init() else {
            throw CurlRefusal(code: CURLE_OUT_OF_MEMORY)
        }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        headerLines = nil
        place = nil
    }

    deinit {
        // The order matters: until its cleanup the handle may look at both.
        moso_curl_easy_cleanup(pointer)
        moso_curl_slist_free_all(headerLines)
        moso_curl_slist_free_all(place)
        errorText.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlRefusal) {
        try CurlRefusal.check(moso_curl_set_long(pointer, option, value), option)
    }

    func set(_ option: CURLoption, offset: Int) throws(CurlRefusal) {
        try CurlRefusal.check(moso_curl_set_offset(pointer, option, curl_off_t(offset)), option)
    }

    /// `nil` takes a default back, such as the system's trusted certificates.
    func set(_ option: CURLoption, _ value: String?) throws(CurlRefusal) {
        let code =
            if let value {
                moso_curl_set_string(pointer, option, value)
            } else {
                moso_curl_set_string(pointer, option, nil)
            }
        try CurlRefusal.check(code, option)
    }

    /// The lines of the request's head beyond those that libcurl writes by itself.
    mutating func set(headerLines lines: [String]) throws(CurlRefusal) {
        precondition(headerLines == nil, "header lines are set once")
        for line in lines {
            guard let longer = moso_curl_slist_append(headerLines, line) else {
                throw CurlRefusal(code: CURLE_OUT_OF_MEMORY)
            }
            headerLines = longer
        }
        try CurlRefusal.check(moso_curl_set_headers(pointer, headerLines))
    }

    func set(_ option: CURLoption, blob: [UInt8]) throws(CurlRefusal) {
        let code = blob.withUnsafeBytes {
            moso_curl_set_blob(pointer, option, $0.baseAddress, $0.count)
        }
        try CurlRefusal.check(code, option)
    }

    /// Connects to this host and port, whatever the address of the request says.
    mutating func connect(to host: String, port: UInt16) throws(CurlRefusal) {
        precondition(place == nil, "the place is set once")
        place = moso_curl_slist_append(nil, "::\(host):\(port)")
        guard place != nil else { throw CurlRefusal(code: CURLE_OUT_OF_MEMORY) }
        try CurlRefusal.check(moso_curl_set_places(pointer, place))
    }

    func long(_ info: CURLINFO) -> Int { moso_curl_get_long(pointer, info) }
    func offset(_ info: CURLINFO) -> Int { Int(moso_curl_get_offset(pointer, info)) }

    /// From then on libcurl writes its words for a failure where `words(for:)` looks.
    func keepErrorText() throws(CurlRefusal) {
        try CurlRefusal.check(moso_curl_set_error_text(pointer, errorText))
    }

    /// libcurl's words on what went wrong: for this transfer if there are any, else for `code`.
    func words(for code: CURLcode) -> String {
        errorText.pointee == 0
            ? String(cString: moso_curl_easy_strerror(code)) : String(cString: errorText)
    }
}

/// libcurl would not take an option. That happens when memory is short, and with a libcurl that
/// does not know the option: then nothing may be sent, for the option may have been a safeguard.
struct CurlRefusal: Error {
    let code: CURLcode
    /// `nil` when it was not about one option.
    var option: CURLoption? = nil

    /// Such as `PROTOCOLS_STR: Unrecognized option`.
    var words: String {
        let name = option.flatMap { moso_curl_easy_option_by_id($0)?.pointee.name }
        let reason = String(cString: moso_curl_easy_strerror(code))
        return name.map { "\(String(cString: $0)): \(reason)" } ?? reason
    }

    static func check(_ code: CURLcode, _ option: CURLoption? = nil) throws(CurlRefusal) {
        if code != CURLE_OK { throw CurlRefusal(code: code, option: option) }
    }
}

import CCurl
import Sync
import Wire

/// How a request becomes options. One function per concern, each with what goes wrong without it.
extension CurlHandle {
    mutating func configure(for order: TransferOrder) throws(CurlRefusal) {
        let request = order.request
        try keepErrorText()
        try set(CURLOPT_URL, order.url)
        // The peer must see the path that was asked for, not what libcurl makes of its dots.
        try set(CURLOPT_PATH_AS_IS, 1)
        try configureProtocol(order.address.scheme)
        try configureIsolation()
        try configureTrust()
        if let material = order.material {
            try configureKeys(material)
            try connect(to: order.address.host, port: order.address.port)
        }
        try configurePatience(silenceSecondsMax: request.silenceSecondsMax)
        try configureSpeed()
        try configureMethod(of: request)
    }

    /// HTTP/1.1 and nothing else: the server's HTTP/2 does not get on with libcurl's, and an answer
    /// without a head (HTTP/0.9) is not from a peer.
    private func configureProtocol(_ scheme: PeerAddress.Scheme) throws(CurlRefusal) {
        try set(CURLOPT_PROTOCOLS_STR, scheme.rawValue)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_HTTP09_ALLOWED, 0)
        // A redirect would carry a signed exchange to a place nobody configured.
        try set(CURLOPT_FOLLOWLOCATION, 0)
        // Bodies stay as they were sent: `Wire` unpacks them under its own limit, libcurl has none.
        try set(CURLOPT_HTTP_CONTENT_DECODING, 0)
    }

    /// Nothing from the environment or a home folder decides where data goes. The empty proxy is
    /// the documented way to have `http_proxy` and its kin ignored.
    private func configureIsolation() throws(CurlRefusal) {
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        // Without it a timeout while a name is looked up is a signal to the whole process.
        try set(CURLOPT_NOSIGNAL, 1)
    }

    /// Trusts nobody. The system's certificates have no say in who is a peer, so they are taken out;
    /// without keys every https connection fails, which is the safe way round.
    private func configureTrust() throws(CurlRefusal) {
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_3))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_CAINFO, nil)
        try set(CURLOPT_CAPATH, nil)
        // A resumed session would skip the exchange of certificates.
        try set(CURLOPT_SSL_SESSIONID_CACHE, 0)
    }

    /// Shows this site's certificate, and accepts one key alone at the other end: by its hash, by the
    /// certificate's signature and time, and by the name that the address has.
    private func configureKeys(_ material: TLSMaterial) throws(CurlRefusal) {
        try set(CURLOPT_CAINFO_BLOB, blob: material.anchor)
        try set(CURLOPT_PINNEDPUBLICKEY, material.pin)
        try set(CURLOPT_SSLCERTTYPE, "DER")
        try set(CURLOPT_SSLCERT_BLOB, blob: material.certificate.der)
        try set(CURLOPT_SSLKEYTYPE, "DER")
        try set(CURLOPT_SSLKEY_BLOB, blob: material.privateKey)
    }

    /// No limit on the whole: a large transfer over a thin line may take hours. What counts is
    /// whether it moves.
    private func configurePatience(silenceSecondsMax: Int) throws(CurlRefusal) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        try set(CURLOPT_LOW_SPEED_LIMIT, CurlHandle.leastBytesPerSecond)
        // 0 would mean "for ever", a day is as good as that.
        try set(CURLOPT_LOW_SPEED_TIME, min(max(silenceSecondsMax, 1), 86_400))
    }

    private func configureSpeed() throws(CurlRefusal) {
        try set(CURLOPT_TCP_NODELAY, 1)
        // Keeps the entry of a long poll alive in the tables of a branch's router.
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        // The default of 64 KiB costs a third of the speed on a fast line.
        try set(CURLOPT_UPLOAD_BUFFERSIZE, 1 << 20)
    }

    private mutating func configureMethod(of request: PeerRequest) throws(CurlRefusal) {
        switch request.method {
        case .get: try set(CURLOPT_HTTPGET, 1)
        case .post:
            try set(CURLOPT_POST, 1)
            try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
        }
        try set(headerLines: CurlHandle.headerLines(of: request))
    }

    /// A transfer slower than this, over the time of silence allowed, counts as stalled. It is far
    /// below the thinnest line in use (64 kbit/s), and far above a peer that drips to keep us busy.
    static let leastBytesPerSecond = 1024

    /// In libcurl's notation `Name:` takes a header out and `Name;` sends it without a value.
    private static func headerLines(of request: PeerRequest) -> [String] {
        // libcurl announces larger bodies and waits a second for leave, which our server never
        // gives.
        var lines = ["Expect:"]
        // Without it libcurl calls every body a web form.
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        return lines
            + request.headers.map { name, value in
                value.isEmpty ? "\(name);" : "\(name): \(value)"
            }
    }
}

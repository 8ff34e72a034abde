import CCurl
import Sync

/// How far a transfer had come when it failed. libcurl has one code for every kind of timeout.
enum TransferPhase: Hashable {
    case lookingUp, connecting, exchanging
}

extension CurlHandle {
    var phase: TransferPhase {
        if long(CURLINFO_REQUEST_SIZE) > 0 { return .exchanging }
        return offset(CURLINFO_NAMELOOKUP_TIME_T) > 0 ? .connecting : .lookingUp
    }
}

extension LinkFailure.Kind {
    /// - Parameter words: libcurl's own.
    init(_ code: CURLcode, phase: TransferPhase, words: String) {
        // In TLS 1.3 a server looks at our certificate after we have begun to talk: what it thinks of
        // it arrives where an answer was awaited, as an alert (RFC 8446, 6.2).
        if LinkFailure.Kind.certificateAlerts.contains(where: words.holds) {
            self = .notKnownThere
            return
        }
        // So OpenSSL calls a certificate that the expected key has not signed.
        if words.holds("asn1 encoding routines") {
            self = .otherKey
            return
        }
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_ISSUER_ERROR:
            self = .otherKey
        case CURLE_COULDNT_RESOLVE_HOST: self = .nameLookup
        case CURLE_COULDNT_CONNECT: self = .connect
        case CURLE_OPERATION_TIMEDOUT:
            switch phase {
            case .lookingUp: self = .nameLookup
            case .connecting: self = .connect
            case .exchanging: self = .stalled
            }
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR,
            CURLE_SEND_FAIL_REWIND,
            // A handshake that breaks off; a refused certificate has its own code.
            CURLE_SSL_CONNECT_ERROR:
            self = .cut
        case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
        default: self = .other
        }
    }

    private static let certificateAlerts = [
        "alert bad certificate", "alert certificate expired", "alert certificate revoked",
        "alert certificate unknown", "alert certificate required", "alert unknown ca",
        "alert access denied",
    ]
}

extension String {
    /// Whether `part` occurs, without Foundation.
    fileprivate func holds(_ part: String) -> Bool {
        utf8.indices.contains { utf8[$0...].starts(with: part.utf8) }
    }
}

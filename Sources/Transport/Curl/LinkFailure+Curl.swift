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
    init(_ code: CURLcode, phase: TransferPhase) {
        switch code {
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
}

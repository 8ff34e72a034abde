/// What can go wrong before a request is on its way. Once it is, `PeerReply.failure` says it.
public enum TransportError: Error, Hashable, Sendable {
    /// The address of a peer is not one that we talk to. Nothing was sent.
    case addressRefused(AddressFault)
    /// libcurl or its thread could not be started; `step` is what was attempted.
    case cannotStart(step: String, detail: String)
}

/// What is wrong with the address of a peer. A case carries the offending part only: the whole
/// might hold a password, and errors end up in logs.
public enum AddressFault: Error, Hashable, Sendable {
    /// Not of the form `scheme://host:port/path`.
    case form
    /// `http`: peers are called by TLS alone.
    case inTheClear
    /// A scheme that is none of the two.
    case scheme(String)
    /// A name or password before `@`. Sites are known by their keys.
    case userInfo
    /// `?` or `#`: a base address has neither.
    case queryOrFragment
    /// Neither a host name, nor a dotted IPv4 address, nor an IPv6 address in brackets.
    case host(String)
    /// Not a number from 1 to 65535.
    case port(String)
    /// A character in the path that must be escaped, or an empty or dotted segment.
    case path(String)
}

extension TransportError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .addressRefused(let fault): "peer address refused: \(fault)"
        case .cannotStart(let step, let detail): "\(step) failed: \(detail)"
        }
    }
}

extension AddressFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .form: "it is not of the form https://host:port"
        case .inTheClear: "it is in the clear (http); peers are called by https, with enrolled keys"
        case .scheme(let scheme): "scheme '\(scheme)' is not https"
        case .userInfo: "it must not contain a user name or a password"
        case .queryOrFragment: "it must not contain '?' or '#'"
        case .host(let host): "'\(host)' is not a host name or an IP address"
        case .port(let port): "port '\(port)' is not a number from 1 to 65535"
        case .path(let path): "path '\(path)' is not plain"
        }
    }
}

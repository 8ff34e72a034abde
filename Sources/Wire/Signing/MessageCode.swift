internal import Crypto

/// A code that only whoever has the secret can make (HMAC with SHA-256, RFC 2104).
public enum MessageCode {
    public static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }
}

public import Causality
public import Wire

/// Somebody who may use this site's pages.
public struct Person: Sendable, Hashable {
    /// What they type to log in, and what stands as the author of what they write.
    public let name: String
    public var role: Role
    /// The site that a guest sees; `nil` for everybody else.
    public var site: SiteID?
    /// What their password was made into; `nil` while they have none.
    public var password: PasswordRecord?
    /// The link that lets them in once; `nil` when there is none out.
    public var link: OneTimeLink?

    public init(
        name: String, role: Role, site: SiteID? = nil, password: PasswordRecord? = nil,
        link: OneTimeLink? = nil
    ) {
        self.name = name
        self.role = role
        self.site = site
        self.password = password
        self.link = link
    }

    /// Stands for how they come in: it is another once they were invited anew, used a link, or set a password,
    /// and when somebody else has their name after they were removed. The role is not in it.
    public var wayIn: Digest256 { PersonLine.wayIn(of: self) }

    /// At most this many bytes of UTF-8.
    public static let nameBytesMost = 60

    /// A name as it is kept: without blanks around it; `nil` for one that cannot be one.
    public static func name(_ typed: String) -> String? {
        let words = typed.split(whereSeparator: \.isWhitespace)
        let name = words.joined(separator: " ")
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                && !scalar.properties.isBidiControl
        }
        return !name.isEmpty && name.utf8.count <= nameBytesMost && isPlain ? name : nil
    }
}

/// A link that lets somebody in once. Only the digest of its secret is kept.
public struct OneTimeLink: Sendable, Hashable {
    public let digest: Digest256
    public let untilMilliseconds: UInt64

    public init(digest: Digest256, untilMilliseconds: UInt64) {
        self.digest = digest
        self.untilMilliseconds = untilMilliseconds
    }

    /// Where links lead; the secret follows.
    public static let path = "/welcome/"
    /// 32 characters of 5 bits.
    public static let secretBytes = 20

    /// The secret of a link, from random bytes.
    public static func secret(_ bytes: [UInt8]) -> String { CrockfordBase32.encode(bytes) }

    public static func digest(of secret: String) -> Digest256 {
        Digest256(of: Array("moso link \(secret)".utf8))
    }
}

/// What a password was made into by scrypt, with what it was made with.
public struct PasswordRecord: Sendable, Hashable {
    /// The binary logarithm of the cost.
    public let logRounds: Int
    public let blockSize: Int
    public let parallelism: Int
    public let salt: [UInt8]
    public let hash: [UInt8]

    public init(logRounds: Int, blockSize: Int, parallelism: Int, salt: [UInt8], hash: [UInt8]) {
        self.logRounds = logRounds
        self.blockSize = blockSize
        self.parallelism = parallelism
        self.salt = salt
        self.hash = hash
    }
}

/// A writer: one site during one life of its database file.
///
/// A dot may never be used twice, yet database files are restored from backups, copied to other
/// machines and rolled back with their virtual machine. If such a file went on counting where it
/// stands, it would give a second meaning to numbers that other sites already hold. So a file that
/// may not be the latest of its kind starts a new **epoch** before its first write: the counter
/// begins again at 1 under a name that nobody has seen.
///
/// Where two copies went on all the same, numbers have two meanings: the stream has **forked**. Each
/// branch then bears the first four bytes of the hash of its own first transaction, which every site
/// computes alike; what came before the fork keeps the plain name.
public struct Origin: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let site: SiteID
    /// Counted from 1.
    public let epoch: UInt32
    /// The first four bytes of the hash of the branch's first transaction; `nil` where there is no
    /// fork, and for what came before it.
    public let branch: UInt32?

    public init(site: SiteID, epoch: UInt32, branch: UInt32? = nil) {
        precondition(epoch > 0, "epochs are counted from 1")
        self.site = site
        self.epoch = epoch
        self.branch = branch
    }

    /// The origin as its own transactions name it: a writer does not know of a fork.
    public var plain: Origin { branch == nil ? self : Origin(site: site, epoch: epoch) }

    /// `anji.1`, or `anji.1#5d1f0a2b` for a branch.
    public var description: String {
        guard let branch else { return "\(site).\(epoch)" }
        let digits = String(branch, radix: 16)
        return "\(site).\(epoch)#" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    /// Reads `description` back; `nil` when it is not of that form.
    public init?(_ text: Substring) {
        guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")),
            let site = SiteID(String(text[..<dot]))
        else { return nil }
        let rest = text[text.utf8.index(after: dot)...]
        let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#"))
        let number = rest[..<(hash ?? rest.endIndex)]
        guard number.isPlainNumber, let epoch = UInt32(number) else { return nil }
        guard let hash else {
            self.init(site: site, epoch: epoch)
            return
        }
        let digits = rest[rest.utf8.index(after: hash)...]
        let isPlain = digits.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        guard digits.utf8.count == 8, isPlain, let branch = UInt32(digits, radix: 16) else {
            return nil
        }
        self.init(site: site, epoch: epoch, branch: branch)
    }

    /// By site, epoch as a number, branch: what came before a fork first.
    public static func < (a: Origin, b: Origin) -> Bool {
        if a.site != b.site { return a.site < b.site }
        if a.epoch != b.epoch { return a.epoch < b.epoch }
        guard let first = a.branch, let second = b.branch else {
            return a.branch == nil && b.branch != nil
        }
        return first < second
    }
}

extension StringProtocol {
    /// Whether a number begins here as one is printed, without a sign or zeros in front: a name has
    /// one form.
    package var isPlainNumber: Bool {
        utf8.first.map { UInt8(ascii: "1")...UInt8(ascii: "9") ~= $0 } ?? false
    }
}

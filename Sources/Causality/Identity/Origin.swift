/// A writer: one site during one life of its database file.
///
/// A dot may never be used twice, yet database files are restored from backups, copied to other
/// machines and rolled back with their virtual machine. If such a file went on counting where it
/// stands, it would give a second meaning to numbers that other sites already hold. So a file that
/// may not be the latest of its kind starts a new **epoch** before its first write: the counter
/// begins again at 1 under a name that nobody has seen.
public struct Origin: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let site: SiteID
    /// Counted from 1.
    public let epoch: UInt32

    public init(site: SiteID, epoch: UInt32) {
        precondition(epoch > 0, "epochs are counted from 1")
        self.site = site
        self.epoch = epoch
    }

    /// `anji.1`
    public var description: String { "\(site).\(epoch)" }

    public static func < (a: Origin, b: Origin) -> Bool {
        a.site == b.site ? a.epoch < b.epoch : a.site < b.site
    }
}

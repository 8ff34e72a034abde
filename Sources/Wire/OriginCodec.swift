internal import Causality

// Origins in bytes: site and epoch. A branch of a fork has 2³² added to its epoch, and its four
// bytes behind it, so that origins without a fork, which are nearly all, cost nothing for it.

extension ByteWriter {
    mutating func origin(_ origin: Origin) {
        text(origin.site.name)
        guard let branch = origin.branch else { return varint(UInt64(origin.epoch)) }
        varint(UInt64(origin.epoch) | 1 << 32)
        fixed32(branch)
    }

    /// Four bytes, the most significant first.
    mutating func fixed32(_ number: UInt32) {
        for shift in stride(from: 24, through: 0, by: -8) {
            byte(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
        }
    }
}

extension ByteReader {
    mutating func origin() throws(WireError) -> Origin {
        guard let site = SiteID(try text("origin.site", most: 32)) else {
            throw failure(.outOfRange, "origin.site")
        }
        let number = try varint("origin.epoch")
        let epoch = UInt32(truncatingIfNeeded: number)
        guard epoch > 0, number >> 33 == 0 else { throw failure(.outOfRange, "origin.epoch") }
        let branch = number >> 32 == 1 ? try fixed32("origin.branch") : nil
        return Origin(site: site, epoch: epoch, branch: branch)
    }

    mutating func fixed32(_ reading: StaticString) throws(WireError) -> UInt32 {
        try raw(4, reading).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

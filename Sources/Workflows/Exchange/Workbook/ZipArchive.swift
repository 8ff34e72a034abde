/// A ZIP container in memory, read by its directory.
///
/// Nothing is ever unpacked to a disk. Still a name that would lead out of a folder is refused, and one
/// that stands twice: two readers would take different parts for the workbook. Sizes are counted while
/// unpacking, over all parts together.
struct ZipArchive {
    /// The most that all parts may be when unpacked, and how much larger than the file.
    struct Limits {
        var bytesMax = 192 << 20
        var ratioMax = 250
        var partsMax = 2_000
    }

    private struct Part {
        let offset: Int
        let packed: Int
        let method: Int
        let checksum: UInt32
        let isEncrypted: Bool
    }

    private let bytes: [UInt8]
    private var parts: [String: Part] = [:]
    private let bytesMax: Int
    private var left: Int

    private static let endMark: UInt32 = 0x0605_4b50
    private static let entryMark: UInt32 = 0x0201_4b50
    private static let partMark: UInt32 = 0x0403_4b50

    init(_ bytes: [UInt8], limits: Limits = .init()) throws(WorkbookFault) {
        self.bytes = bytes
        // A small file may grow to a megabyte, whatever the ratio.
        bytesMax = min(limits.bytesMax, max(1 << 20, bytes.count * limits.ratioMax))
        left = bytesMax
        guard let end = ZipArchive.endOfDirectory(bytes) else { throw .broken(part: "ZIP") }
        let count = number(at: end + 10, bytes: 2)
        var at = number(at: end + 16, bytes: 4)
        guard count <= limits.partsMax else { throw .tooLargeInside(bytesMax: limits.bytesMax) }
        for _ in 0..<count {
            guard at + 46 <= bytes.count, number(at: at, bytes: 4) == Int(ZipArchive.entryMark)
            else { throw .broken(part: "ZIP") }
            let lengths = [28, 30, 32].map { number(at: at + $0, bytes: 2) }
            guard at + 46 + lengths.reduce(0, +) <= bytes.count else { throw .broken(part: "ZIP") }
            let name = String(decoding: bytes[at + 46..<at + 46 + lengths[0]], as: UTF8.self)
            guard ZipArchive.isPlain(name), parts[name] == nil else { throw .wrongName(name) }
            parts[name] = Part(
                offset: number(at: at + 42, bytes: 4), packed: number(at: at + 20, bytes: 4),
                method: number(at: at + 10, bytes: 2),
                checksum: UInt32(number(at: at + 16, bytes: 4)),
                isEncrypted: number(at: at + 8, bytes: 2) & 1 == 1)
            at += 46 + lengths.reduce(0, +)
        }
    }

    var names: [String] { parts.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The bytes of a part; `nil` when there is none of that name.
    mutating func part(_ name: String) throws(WorkbookFault) -> [UInt8]? {
        guard let part = parts[name] else { return nil }
        guard !part.isEncrypted else { throw .encrypted }
        guard part.offset + 30 <= bytes.count,
            number(at: part.offset, bytes: 4) == Int(ZipArchive.partMark)
        else { throw .broken(part: name) }
        let start =
            part.offset + 30 + number(at: part.offset + 26, bytes: 2)
            + number(at: part.offset + 28, bytes: 2)
        guard start + part.packed <= bytes.count else { throw .broken(part: name) }
        let content = bytes[start..<start + part.packed]
        let unpacked: [UInt8]?
        switch part.method {
        case 0:
            guard content.count <= left else { throw .tooLargeInside(bytesMax: bytesMax) }
            unpacked = Array(content)
        case 8:
            do throws(WorkbookFault) {
                unpacked = try Deflate.unpacked(content, most: left)
            } catch {
                // Not what is left of it is told, but what all parts may be together.
                throw .tooLargeInside(bytesMax: bytesMax)
            }
        default: throw .broken(part: name)
        }
        guard let unpacked, Deflate.checksum(unpacked) == part.checksum else {
            throw .broken(part: name)
        }
        left -= unpacked.count
        return unpacked
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("/") && !name.contains("\\") && !name.contains(":")
            && !name.split(separator: "/").contains("..")
    }

    /// The last record, behind which there is at most a comment.
    private static func endOfDirectory(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        let earliest = max(0, bytes.count - 22 - 0xffff)
        let mark: [UInt8] = [0x50, 0x4b, 0x05, 0x06]
        return (earliest...bytes.count - 22).reversed().first {
            bytes[$0] == mark[0] && bytes[$0 + 1] == mark[1] && bytes[$0 + 2] == mark[2]
                && bytes[$0 + 3] == mark[3]
        }
    }

    private func number(at offset: Int, bytes count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
}

import Testing
import Wire

/// Backups that only the holder of the key on paper can read.
struct SealedBackupTests {
    private static let piece = 1 << 20
    private static let sealedPiece = piece + 16

    private static func code(_ byte: UInt8) throws -> BackupCode {
        try #require(BackupCode(secret: [UInt8](repeating: byte, count: 16)))
    }

    private static func content(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
    }

    private static func sealed(_ content: [UInt8], for code: BackupCode) throws -> [UInt8] {
        final class Bytes { var all: [UInt8] = [] }
        let bytes = Bytes()
        var sealer = try BackupSealer(for: code.recipient) { bytes.all += $0 }
        var rest = content[...]
        while !rest.isEmpty {
            try sealer.update(Array(rest.prefix(700_001)))
            rest = rest.dropFirst(700_001)
        }
        try sealer.finish()
        return bytes.all
    }

    private static func opener(_ bytes: [UInt8]) -> BackupOpener {
        var rest = bytes[...]
        return BackupOpener { most in
            // As a pipe gives it.
            let part = Array(rest.prefix(min(most, 65_537)))
            rest = rest.dropFirst(part.count)
            return part
        }
    }

    private static func open(_ bytes: [UInt8], by code: BackupCode) throws -> [UInt8] {
        var content: [UInt8] = []
        try opener(bytes).open(by: code) { content += $0 }
        return content
    }

    private static func fault(_ body: () throws -> Void) -> SealedBackupFault? {
        do { try body() } catch { return error as? SealedBackupFault }
        return nil
    }

    /// With the digest that whoever changed it can make, too.
    private static func completed(_ bytes: [UInt8]) -> [UInt8] {
        bytes + Digest256(of: bytes).bytes
    }

    @Test(arguments: [0, 1, 5_000, piece - 1, piece, piece + 1, 2 * piece, 3 * piece + 77])
    func `what is sealed is opened by the code alone`(count: Int) throws {
        let (code, other) = (try Self.code(1), try Self.code(2))
        let content = Self.content(count)
        let bytes = try Self.sealed(content, for: code)
        #expect(try Self.open(bytes, by: code) == content)
        #expect(try Self.opener(bytes).check() == code.recipient)
        #expect(
            Self.fault { _ = try Self.open(bytes, by: other) } == .otherRecipient(code.recipient))
    }

    @Test func `T22: nothing of it can be read in the file, and no two are alike`() throws {
        let code = try Self.code(1)
        let secret = Array("青桐资本·一期 13800000001".utf8)
        let content = [UInt8](repeating: 0, count: 300) + secret
        let (one, two) = (
            try Self.sealed(content, for: code), try Self.sealed(content, for: code)
        )
        #expect(one.firstRange(of: secret) == nil && one != two)
        #expect(one.firstRange(of: [UInt8](repeating: 0, count: 32)) == nil)
    }

    @Test func `one byte that was changed is found, with the key and without`() throws {
        let code = try Self.code(1)
        let bytes = try Self.sealed(Self.content(Self.piece + 100), for: code)
        for at in [
            0, 20, 21, 52, 53, 84, 85, 90, 85 + Self.sealedPiece - 1, 85 + Self.sealedPiece,
            bytes.count - 33, bytes.count - 32, bytes.count - 1,
        ] {
            var changed = bytes
            changed[at] ^= 1
            #expect(Self.fault { _ = try Self.opener(changed).check() } != nil, "\(at)")
            #expect(Self.fault { _ = try Self.open(changed, by: code) } != nil, "\(at)")
            // Who changes it can make the digest anew.
            let completed = Self.completed(Array(changed.dropLast(32)))
            guard at < bytes.count - 32 else { continue }
            #expect(Self.fault { _ = try Self.open(completed, by: code) } != nil, "\(at)")
        }
    }

    @Test func `pieces that are missing, put elsewhere or from another file are found`() throws {
        let code = try Self.code(1)
        let content = Self.content(3 * Self.piece)
        let bytes = try Self.sealed(content, for: code)
        let other = try Self.sealed(content, for: code)
        let head = Array(bytes[..<85])
        let pieces = (0..<3).map { number in
            Array(bytes[(85 + number * Self.sealedPiece)...].prefix(Self.sealedPiece))
        }
        #expect(Self.completed(head + pieces.joined()) == bytes)
        let foreign = Array(other[85...].prefix(Self.sealedPiece))
        for wrong in [
            [pieces[0], pieces[1]], [pieces[0]], [], [pieces[1], pieces[2]],
            [pieces[1], pieces[0], pieces[2]], [pieces[0], pieces[0], pieces[1], pieces[2]],
            pieces + [pieces[2]], [foreign, pieces[1], pieces[2]],
        ] {
            let file = Self.completed(head + wrong.joined())
            #expect(
                Self.fault { _ = try Self.open(file, by: code) } == .damaged, "\(wrong.count)")
        }
        for count in [0, 20, 84, 85, 100, 132, 85 + Self.sealedPiece, bytes.count - 1] {
            let cut = Array(bytes[..<count])
            #expect(Self.fault { _ = try Self.opener(cut).check() } != nil, "\(count)")
            #expect(Self.fault { _ = try Self.open(cut, by: code) } != nil, "\(count)")
        }
    }

    @Test func `code and recipient are read back, and one that was mistyped is none`() throws {
        let code = try Self.code(7)
        #expect(BackupCode(typed: code.code.lowercased() + "\n") == code)
        #expect(RecoveryCode(typed: code.code) == nil, "that is for another drawer")
        let text = code.recipient.description
        #expect(BackupRecipient(text) == code.recipient && text.utf8.count == 14 + 72)
        for at in [0, 14, 40, 77, 85] {
            var wrong = Array(text.utf8)
            wrong[at] = wrong[at] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
            #expect(BackupRecipient(String(decoding: wrong, as: UTF8.self)) == nil, "\(at)")
        }
        #expect(BackupRecipient(text + "0") == nil && BackupRecipient("") == nil)
    }
}

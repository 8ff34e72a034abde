import Causality
import Testing
import Wire

/// The key on paper, and what is said with it.
struct HubRecoveryTests {
    private static func site(_ name: String) throws -> SiteID { try #require(SiteID(name)) }

    private static func code(_ byte: UInt8) throws -> RecoveryCode {
        try #require(RecoveryCode(secret: [UInt8](repeating: byte, count: 16)))
    }

    private static func key(_ byte: UInt8) throws -> SigningKey {
        try #require(SigningKey(seed: [UInt8](repeating: byte, count: 32)))
    }

    @Test func `a code is read back however it is typed, and no mistake is one`() throws {
        let code = try Self.code(9)
        #expect(code.code.count == 34 + 6)
        #expect(RecoveryCode(typed: code.code) == code)
        #expect(RecoveryCode(typed: code.code.lowercased().replacing("-", with: " ")) == code)
        let letters = Array(code.code)
        for at in letters.indices where letters[at] != "-" {
            var other = letters
            other[at] = letters[at] == "7" ? "8" : "7"
            #expect(RecoveryCode(typed: String(other)) == nil, "character \(at)")
        }
        #expect(RecoveryCode(typed: "") == nil && RecoveryCode(secret: [1]) == nil)
        #expect(try code.key.publicKey != Self.code(8).key.publicKey)
    }

    @Test func `a recovery is one by both signatures, for one hub, and by nothing less`() throws {
        let hub = try Self.site("beijing")
        let said = HubRecovery(
            of: hub, to: try Self.key(1), by: try Self.code(9), at: 1_691_737_300_000)
        #expect(HubRecovery(said.text, of: hub) == said)
        #expect(HubRecovery(said.text, of: try Self.site("anji")) == nil)
        let words = said.text.split(separator: " ").map(String.init)
        for at in words.indices {
            var other = words
            other[at] = at == 6 ? "1691737300001" : String(other[at].reversed())
            #expect(HubRecovery(other.joined(separator: " "), of: hub) == nil, "word \(at)")
        }
        // The thief's own paper beside the true one's public half.
        let forged = HubRecovery(
            of: hub, to: try Self.key(1), by: try Self.code(8), at: said.milliseconds
        ).text.split(separator: " ").map(String.init)
        let mixed = [words[0], words[1]] + forged[2...]
        #expect(HubRecovery(mixed.joined(separator: " "), of: hub) == nil)
    }

    @Test func `what is carried survives broken lines, and nothing else`() throws {
        let said = HubRecovery(
            of: try Self.site("beijing"), to: try Self.key(1), by: try Self.code(9), at: 1)
        let line = said.carriedText
        #expect(HubRecovery(carried: line.replacing(" ", with: "\n  ")) == said)
        for wrong in [String(line.dropLast(3)), "x" + line, line + " 1", ""] {
            #expect(HubRecovery(carried: wrong) == nil)
        }
        #expect(HubRecovery(carried: line.replacing("beijing", with: "hangzhou")) == nil)
    }

    @Test func `in a roster they give no site a key`() throws {
        let hub = try Self.site("beijing")
        let code = try Self.code(9)
        let entries = [
            RosterEntry(.recovery, code.key.publicKey, of: hub),
            RosterEntry(HubRecovery(of: hub, to: try Self.key(1), by: code, at: 1)),
            RosterEntry(KeyChange(of: hub, from: try Self.key(2), to: try Self.key(3))),
        ]
        for entry in entries { #expect(RosterEntry(entry.operation) == entry) }
        let stream = Stream(origin: Origin(site: hub, epoch: 1), scope: .roster)
        let roster = Roster(
            entries.enumerated().map { at, entry in
                Roster.Entry(
                    entry, dot: Dot(stream: stream, seq: UInt64(at + 1)),
                    stamp: HybridTimestamp(milliseconds: UInt64(at + 1), counter: 0), reason: nil)
            })
        #expect(roster.keys.isEmpty && roster.gifts.isEmpty)
    }
}

import Causality
import Foundation
import Storage
import Testing
import Wire
import Workflows

@Suite("A peer is called with the keys of both ends or not at all")
struct DiallingTests {
    private let network: Network
    private let anji: Replica
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "moso-dialling-\(UUID().uuidString)")
    private let hubKey: PublicKey

    init() throws {
        network = try Network("beijing", "anji")
        anji = try #require(network.replicas["anji"])
        hubKey = try #require(SigningKey(seed: [UInt8](repeating: 2, count: 32))).publicKey
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func dial(
        _ address: String, _ site: String? = nil, from replica: Replica? = nil
    ) throws -> Dialling {
        try Dialling(
            to: address, site: site.flatMap { SiteID($0) }, from: replica ?? anji, in: folder.path)
    }

    private func enrolHub() throws {
        let own = try KeyFile(directory: folder.path).readMaking {
            [UInt8](repeating: 1, count: $0)
        }
        let hub = try #require(SiteID("beijing"))
        try anji.trust(hubKey, of: hub, ownKey: own.publicKey)
    }

    @Test func `a peer whose key was revoked is not called`() throws {
        try enrolHub()
        _ = try dial("https://127.0.0.1:7421")
        try anji.revoke(try #require(SiteID("beijing")), reason: nil)
        #expect(throws: Problem.self) { try dial("https://127.0.0.1:7421") }
        try FileManager.default.removeItem(at: folder)
    }

    @Test func `a branch that does not know whose address it is expects the hub`() throws {
        #expect(throws: Problem.self) { try dial("https://hub.example:7443") }
        try enrolHub()
        let dialling = try dial("https://hub.example:7443")
        #expect(dialling.site.name == "beijing" && dialling.peer == hubKey)
        #expect(dialling.own.seed == [UInt8](repeating: 1, count: 32))
        #expect(throws: Problem.self) { try dial("https://wuxi.example:7443", "wuxi") }
        let hub = try #require(network.replicas["beijing"])
        #expect(throws: Problem.self) { try dial("https://wuxi.example:7443", from: hub) }
        try FileManager.default.removeItem(at: folder)
    }
}

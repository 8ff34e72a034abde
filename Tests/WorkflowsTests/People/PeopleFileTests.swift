import Causality
import Foundation
import Testing
import Wire
import Workflows

@Suite("The people's file")
struct PeopleFileTests {
    private let folder: URL
    private var file: PeopleFile { PeopleFile(directory: folder.path) }

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "moso-people-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func invite(_ name: String, _ role: Role? = .desk, seed: UInt8 = 7) throws -> String {
        try file.invite(name, role: role, untilMilliseconds: 1_000) {
            [UInt8](repeating: seed, count: $0)
        }
        .path
    }

    private func secret(_ path: String) -> String { String(path.dropFirst(OneTimeLink.path.count)) }

    @Test func `without a file there is nobody`() throws { #expect(try file.read().isEmpty) }

    @Test func `what is written is read back`() throws {
        let path = try invite("李 娜", .manager)
        let password = PasswordRecord(
            logRounds: 15, blockSize: 8, parallelism: 3, salt: [1, 2, 3, 4, 5, 6, 7, 8],
            hash: [UInt8](repeating: 9, count: 32))
        _ = try invite("周凯", .director, seed: 8)
        let person = try file.redeem(secret(path), password: password, nowMilliseconds: 999)
        #expect(person == Person(name: "李 娜", role: .manager, password: password))
        #expect(try file.person("李 娜") == person)
        #expect(try file.read().map(\.name) == ["周凯", "李 娜"])
    }

    @Test func `the secret of a link is not kept`() throws {
        let path = try invite("周凯", .director)
        let text = try String(contentsOf: URL(filePath: file.path), encoding: .utf8)
        #expect(!text.contains(secret(path)) && text.contains("sha256"))
    }

    @Test func `a new link makes the one before void, and keeps the role`() throws {
        let first = try invite("周凯", .director)
        let second = try invite("周凯", nil, seed: 8)
        #expect(try file.owner(of: secret(first), nowMilliseconds: 0) == nil)
        #expect(try file.owner(of: secret(second), nowMilliseconds: 0)?.role == .director)
    }

    @Test func `a link is good once and until its time`() throws {
        let path = try invite("周凯")
        #expect(try file.redeem(secret(path), password: nil, nowMilliseconds: 1_000) == nil)
        #expect(try file.redeem(secret(path), password: nil, nowMilliseconds: 999) != nil)
        #expect(try file.redeem(secret(path), password: nil, nowMilliseconds: 999) == nil)
    }

    @Test func `whoever is new needs a role`() {
        #expect(throws: Problem.self) { try invite("周凯", nil) }
    }

    @Test func `the last director stays one, and others may be given another role`() throws {
        _ = try invite("周凯", .director)
        #expect(throws: Problem.self) { try invite("周凯", .desk) }
        #expect(try file.person("周凯")?.role == .director)
        _ = try invite("周凯", .director)
        _ = try invite("李娜", .director)
        _ = try invite("周凯", .desk)
        #expect(try file.person("周凯")?.role == .desk)
    }

    @Test func `a site without a role is that of a guest who is there, and of nobody else`() throws
    {
        let invite = { (name: String, role: Role?, site: String) throws -> Person in
            try file.invite(
                name, role: role, site: SiteID(site), untilMilliseconds: 1_000,
                randomBytes: { [UInt8](repeating: 7, count: $0) }
            ).person
        }
        _ = try invite("湖州", .guest, "anji")
        #expect(try invite("湖州", nil, "beijing").site == SiteID("beijing"))
        _ = try self.invite("周凯", .manager)
        #expect(throws: Problem.self) { try invite("周凯", nil, "anji") }
        #expect(throws: Problem.self) { try invite("new", nil, "anji") }
        #expect(try file.read().count == 2)
    }

    @Test(arguments: ["", "  ", "a\u{7}b", "\u{202E}x", String(repeating: "长", count: 21)])
    func `what is no name is refused`(_ name: String) {
        #expect(throws: Problem.self) { try invite(name) }
    }

    @Test func `only its owner can read it`() throws {
        _ = try invite("周凯")
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        #expect(throws: Problem.self) { try file.read() }
    }

    @Test(arguments: [
        "", "x", "{\"moso-people\":2}\n", "{\"moso-people\":1}\nnonsense\n",
        "{\"moso-people\":1}\n{\"name\":\"a\",\"role\":\"king\"}\n",
        "{\"moso-people\":1}\n{\"name\":\"a\",\"role\":\"desk\",\"password\":{\"scrypt_log_n\":40}}\n",
    ])
    func `a file of another form is refused and left as it is`(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file.path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        #expect(throws: Problem.self) { try file.read() }
        #expect(throws: Problem.self) { try invite("周凯") }
        #expect(try String(contentsOf: URL(filePath: file.path), encoding: .utf8) == text)
    }

    @Test func `two at once lose nothing`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask { _ = try invite("p\(number)", .desk, seed: UInt8(number)) }
            }
            try await group.waitForAll()
        }
        #expect(try file.read().count == 20)
    }

    @Test func `somebody removed is gone, and nobody is removed twice`() throws {
        _ = try invite("周凯")
        try file.remove("周凯")
        #expect(try file.read().isEmpty)
        #expect(throws: Problem.self) { try file.remove("周凯") }
    }
}

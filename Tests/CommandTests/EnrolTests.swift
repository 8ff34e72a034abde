import Foundation
import Testing
import Workflows

/// `moso enrol`, as people type it.
@Suite struct EnrolTests {
    private let program: Program
    private let key = String(repeating: "ab", count: 32)
    init() throws { program = try Program() }

    private func rows() throws -> [JSON] {
        let run = try program.run("enrol", "list", "--json")
        guard case .array(let rows)? = try JSON(run.answer)["data"] else {
            throw JSONMissing()
        }
        return rows
    }

    private struct JSONMissing: Error {}

    @Test func `a key is enrolled with an address, listed, and revoked for a reason`() throws {
        #expect(try program.run("enrol").answer.contains("No key is enrolled"))
        let added = try program.run(
            "enrol", "add", "beijing", "--key", key, "--at", "https://hub.example.cn:7443")
        #expect(added.code == 0 && added.answer.contains("telephone"), "\(added.messages)")
        #expect(try program.run("peers", "list").answer.contains("https://hub.example.cn:7443"))
        let row = try #require(try rows().first)
        #expect(row["site"]?.string == "beijing" && row["public_key"]?.string == key)
        #expect(row["revoked_at"] == .null)
        let silent = try program.run("enrol", "revoke", "beijing")
        #expect(silent.code == 64 && silent.messages.contains("--reason"), "\(silent.messages)")
        let revoked = try program.run(
            "enrol", "revoke", "beijing", "--reason", "密钥泄露", "--lang", "zh")
        #expect(revoked.code == 0 && revoked.answer.contains("已吊销 beijing 的密钥"))
        #expect(try rows().first?["reason"]?.string == "密钥泄露")
        let again = try program.run("enrol", "revoke", "beijing", "--reason", "x")
        #expect(again.code == 5 && again.messages.contains("E-NO-PEER"))
    }

    @Test func `a rehearsal takes nothing in`() throws {
        let run = try program.run(
            "enrol", "add", "beijing", "--key", key, "--at", "https://hub.example.cn:7443", "-n")
        #expect(run.code == 0 && run.answer.contains("Nothing written"), "\(run.answer)")
        #expect(try rows().isEmpty)
        #expect(!(try program.run("peers", "list").answer.contains("hub.example.cn")))
    }

    @Test(arguments: [
        (["beijing", "--key", "ab"], Int32(64), "E-USAGE"),
        (["Bei jing", "--key", String(repeating: "ab", count: 32)], 64, "E-SITE-NAME"),
        (["anji", "--key", String(repeating: "ab", count: 32)], 4, "E-ENROLMENT"),
        (
            ["beijing", "--key", String(repeating: "ab", count: 32), "--at", "http://127.0.0.1:1"],
            77, "E-PEER-DENIED"
        ),
        (
            ["beijing", "--key", String(repeating: "ab", count: 32), "--at", "https://a b"], 78,
            "E-CONFIG-ADDRESS"
        ),
    ])
    func `what cannot be enrolled is refused, in both languages, and nothing is written`(
        words: [String], code: Int32, name: String
    ) throws {
        for language in ["en", "zh"] {
            let run = try program.run(["enrol", "add"] + words + ["--lang", language])
            #expect(run.code == code && run.messages.contains(name), "\(run.messages)")
        }
        #expect(try rows().isEmpty)
    }
}

import Causality
import Foundation
import Testing

@testable import Workflows

/// The configuration as both programs read it.
@Suite struct SettingsTests {
    private static func file(_ text: String) throws(Problem) -> SettingsFile {
        try SettingsFile(text, path: "moso.toml") { address in
            address.hasPrefix("https://") ? nil : Phrase(verbatim: "not https")
        }
    }

    private static func problem(_ text: String) -> Problem? {
        do {
            _ = try file(text)
            return nil
        } catch { return error }
    }

    private static func example(_ key: SettingKey) -> String {
        let value = key.written(key.standard ?? key.example ?? "")
        let head = key.isListed ? "[[\(key.section)]]" : "[\(key.section)]"
        let url = key.id == SettingKey.peerName.id ? "url = \"https://a\"\n" : ""
        return "\(head)\n\(url)\(key.name) = \(value)\n"
    }

    @Test(arguments: SettingKey.all.map(\.id))
    func `every key takes its own example and refuses its name misspelt`(id: String) throws {
        let key = try #require(SettingKey.named(id))
        let text = Self.example(key)
        let file = try Self.file(text)
        #expect(file.entries.count + file.peers.count == 1)
        let wrong = text.replacing("\n\(key.name) =", with: "\n  \(key.name)x =")
        let problem = try #require(Self.problem(wrong))
        #expect(problem.code == .configKey && problem.exit == .config)
        let line = key.id == SettingKey.peerName.id ? 3 : 2
        #expect(problem.details["line"] == .count(line) && problem.details["column"] == 3)
        #expect(problem.details["did_you_mean"] == .string(key.name))
    }

    @Test(arguments: SettingKey.all.map(\.id))
    func `every key refuses a value of another kind and says where it stands`(id: String) throws {
        let key = try #require(SettingKey.named(id))
        let text = Self.example(key)
        let value = key.written(key.standard ?? key.example ?? "")
        // Nothing may be empty, and nothing is a date.
        for other in ["\"\"", "2023-08-11", "\"unheard of!\""] {
            if case .text = key.kind, other.hasSuffix("!\"") { continue }
            let wrong = text.replacing("\(key.name) = \(value)", with: "\(key.name) = \(other)")
            let problem = try #require(Self.problem(wrong), "\(wrong)")
            #expect(problem.exit == .config)
            #expect(problem.details["column"] == .count(key.name.count + 4), "\(wrong)")
        }
    }

    @Test func `what counts is the flag, then the variable, then the file, then what is built in`()
        throws
    {
        let file = try Self.file("[sync]\ninterval = \"2m\"\njitter = \"4s\"\nmax_time = \"9m\"\n")
        let settings = try EffectiveSettings(
            file: file,
            environment: ["MOSO_SYNC_JITTER": "5s", "MOSO_SYNC_MAX_TIME": "", "MOSO_DATA": "/x"],
            flags: [SettingKey.data.id: ("--data", "/y")])
        #expect(settings[.data]?.source == .flag("--data") && settings.text(.data) == "/y")
        #expect(settings[.jitter]?.source == .variable("MOSO_SYNC_JITTER"))
        #expect(settings.milliseconds(.jitter) == 5_000)
        #expect(settings[.interval]?.source == .file(line: 2))
        // An empty variable is one that is not set.
        #expect(settings[.maxTime]?.source == .file(line: 4))
        #expect(settings[.watch]?.source == .builtIn && settings.isOn(.watch))
        #expect(settings.text(.label) == nil)
    }

    @Test func `the folder of a daemon is the one that somebody named`() throws {
        let folder = { (text: String, variables: [String: String]) in
            try EffectiveSettings(file: Self.file(text), environment: variables).folder
        }
        #expect(try folder("[site]\nlabel = \"x\"\n", [:]) == nil)
        #expect(try folder("[site]\ndata = \"/x\"\n", [:]) == "/x")
        #expect(try folder("[site]\nlabel = \"x\"\n", ["MOSO_DATA": "/y"]) == "/y")
    }

    @Test func `two addresses do not take one port`() throws {
        let refused = { (own: String, peers: String) -> Bool in
            let file = try Self.file("[listen]\naddress = \"\(own)\"\npeers = \"\(peers)\"\n")
            do throws(Problem) {
                _ = try EffectiveSettings(file: file, environment: [:])
                return false
            } catch { return error.code == .configListen && error.exit == .config }
        }
        #expect(try refused("127.0.0.1:7420", "0.0.0.0:7420"))
        #expect(try refused("127.0.0.1:7420", "[::]:7420"))
        #expect(try refused("localhost:7420", "127.0.0.1:7420"))
        #expect(try !refused("127.0.0.1:7420", "127.0.0.2:7420"))
        #expect(try !refused("127.0.0.1:7420", "0.0.0.0:7421"))
        #expect(try !refused("127.0.0.1:0", "127.0.0.1:0"))
    }

    @Test func `a file that is too long or in another encoding is refused`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/moso-settings-\(UUID()).toml"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let head = Data("[site]\nlabel = \"".utf8)
        let tail = Data("\"\n".utf8)
        let long = head + tail + Data(repeating: UInt8(ascii: "\n"), count: 1 << 20)
        for (bytes, word) in [
            (head + Data([0xB2, 0xE2]) + tail, "UTF-8"), (long, "1 MiB"),
        ] {
            try bytes.write(to: URL(fileURLWithPath: path))
            let problem = #expect(throws: Problem.self) {
                try SettingsFile.read(path) { _ in nil }
            }
            #expect(problem?.code == .configUnreadable)
            #expect(problem?.happened.en.contains(word) == true)
        }
    }

    @Test func `a variable that is misspelt or wrong is refused by name`() {
        for (name, value, near) in [
            ("MOSO_SYNC_INTERVALL", "5m", "MOSO_SYNC_INTERVAL"),
            ("MOSO_SYNC_INTERVAL", "soon", nil),
        ] {
            let problem = #expect(throws: Problem.self) {
                try EffectiveSettings(file: nil, environment: [name: value])
            }
            #expect(problem?.exit == .config && problem?.details["variable"] == .string(name))
            #expect(problem?.details["did_you_mean"] == .optional(near))
        }
        // Others have names that begin alike.
        #expect(throws: Never.self) {
            try EffectiveSettings(
                file: nil, environment: ["MOSO_LANG": "zh", "MOSO_SYNCTHING": "1"])
        }
    }

    @Test func `the reference is a file that is taken, and sets nothing but the folder`() throws {
        let text = SettingsReference.lines.joined(separator: "\n")
        let file = try Self.file(text)
        #expect(file.entries.map(\.key.id) == ["site.data"])
        for key in SettingKey.all {
            #expect(text.contains("\n# \(key.name) = ") || key.id == SettingKey.data.id)
        }
    }

    @Test func `texts may stand between either quotation marks`() throws {
        let file = try Self.file(
            "[site]\nlabel = \"a \\\"b\\\" \\\\ c\" # x\ndata = 'C:\\x' \n")
        #expect(file.entries.map(\.value) == [.text("a \"b\" \\ c"), .text("C:\\x")])
        for text in ["[site]\nlabel = \"a\\x\"", "[site]\nlabel = 'a", "[site]\nlabel = \"a\" b"] {
            #expect(Self.problem(text)?.exit == .config, "\(text)")
        }
    }

    @Test func `a peer has an address, and a section its own brackets, once`() throws {
        let two = try Self.file(
            "[[peer]]\nurl = \"https://a\"\n[[peer]]\nname = \"anji\"\nurl = \"https://b\"\n")
        #expect(two.peers.map(\.url) == ["https://a", "https://b"])
        #expect(two.peers[1].site?.name == "anji")
        for (text, line) in [
            ("[[peer]]\nname = \"anji\"", 1), ("[peer]\nurl = \"https://a\"", 1),
            ("[[sync]]\nwatch = true", 1), ("[sync]\n[log]\n[sync]", 3),
            ("[log]\nlevel = \"info\"\nlevel = \"info\"", 3), ("level = \"info\"", 1),
        ] {
            let problem = Self.problem(text)
            #expect(problem?.exit == .config, "\(text)")
            #expect(problem?.details["line"] == .count(line), "\(text)")
        }
    }

    @Test(arguments: [
        "[sync]\ninterval = [\"5m\"]", "[sync]\ninterval = { span = \"5m\" }",
        "[sync]\ninterval = 1.5", "[sync]\ninterval = 0x10", "[sync]\ninterval = 2023-08-11",
        "[sync]\ninterval = \"\"\"5m\"\"\"", "[sync]\ninterval = '''5m'''",
        "[sync]\n\"interval\" = \"5m\"", "[sync]\nmore.interval = \"5m\"",
        "[sync.more]\ninterval = \"5m\"", "sync.interval = \"5m\"",
        "[sync]\ninterval = \"5\\u006d\"",
        "[sync]\ninterval = inf", "[\"sync\"]\ninterval = \"5m\"",
        "[sync]\ninterval = \"5m\" jitter = \"1s\"",
    ])
    func `TOML that no setting needs is refused where it stands, never passed over`(text: String) {
        let problem = Self.problem(text)
        #expect(problem?.exit == .config)
        #expect(problem?.details["line"] == .count(text.hasPrefix("[sync]") ? 2 : 1))
        #expect((problem?.details["column"]?.integer ?? 0) > 0)
    }
}

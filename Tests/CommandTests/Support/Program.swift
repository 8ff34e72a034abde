import Foundation
import Testing

/// What a run of the real program came to.
struct Run {
    let code: Int32
    let answer: String
    let messages: String

    /// The messages without blanks and line ends, which depend on how long names are.
    var unwrapped: String { messages.filter { !$0.isWhitespace } }

    var lines: [String] { answer.split(separator: "\n").map(String.init) }
}

/// A directory of its own with a replica in it, and the built `moso` to work on it.
final class Program {
    let directory: URL
    private static let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "moso")

    /// Where the build put `moso`: beside the tests, or where the sources are when another program
    /// runs the tests.
    private static var path: URL {
        if FileManager.default.isExecutableFile(atPath: binary.path) { return binary }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../.build/debug/moso").standardized
    }

    init(site: String? = "anji") throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "moso-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        guard let site else { return }
        let made = try run("init", "--site", site, "--hub", "beijing")
        #expect(made.code == 0, "\(made.messages)")
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Runs one command line with an environment of its own.
    func run(_ words: String..., environment: [String: String] = [:]) throws -> Run {
        try run(words, environment: environment)
    }

    func run(_ words: [String], environment: [String: String] = [:]) throws -> Run {
        try run(Program.path, words, environment)
    }

    /// Runs the daemon, which has to leave by itself.
    func daemon(_ words: [String], environment: [String: String] = [:]) throws -> Run {
        try run(
            Program.path.deletingLastPathComponent().appending(path: "mosod"), words, environment)
    }

    /// Runs another program of the machine.
    func other(_ name: String, _ words: [String]) throws -> Run {
        try run(URL(fileURLWithPath: "/usr/bin/env"), [name] + words, [:])
    }

    /// Runs what follows `moso` on a line of the shell, which can write what no `String` holds.
    func shell(_ line: String, environment: [String: String] = [:]) throws -> Run {
        let command = "\"\(Program.path.path)\" \(line)"
        return try run(URL(fileURLWithPath: "/bin/sh"), ["-c", command], environment)
    }

    private func run(
        _ program: URL, _ words: [String], _ environment: [String: String]
    ) throws -> Run {
        let process = Process()
        process.executableURL = program
        process.arguments = words
        process.currentDirectoryURL = directory
        process.environment = [
            "MOSO_DATA": directory.appending(path: "data").path, "MOSO_AUTHOR": "李娜",
            "LANG": "en_GB.UTF-8",
        ].merging(environment) { $1 }
        let (out, err) = (directory.appending(path: "out"), directory.appending(path: "err"))
        for file in [out, err] { try Data().write(to: file) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        return Run(
            code: process.terminationStatus, answer: try String(contentsOf: out, encoding: .utf8),
            messages: try String(contentsOf: err, encoding: .utf8))
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: directory.appending(path: name))
    }

    func read(_ name: String) throws -> Data {
        try Data(contentsOf: directory.appending(path: name))
    }
}

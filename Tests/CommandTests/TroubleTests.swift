import Foundation
import Storage
import Testing
import Workflows

/// What is said when the file or the machine below does not play along.
@Suite struct TroubleTests {
    private let program: Program
    init() throws { program = try Program() }

    private var database: String { program.directory.appending(path: "data/replica.db").path }

    private func sqlite(_ sql: String) throws -> Run {
        try program.other("sqlite3", [database, sql])
    }

    @Test func `what holds the lock is named, and no other moso is blamed`() throws {
        let holder = Process()
        let (input, output) = (Pipe(), Pipe())
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        holder.arguments = [
            "sqlite3", database, "BEGIN IMMEDIATE", ".shell echo held", ".shell cat",
        ]
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        defer {
            try? input.fileHandleForWriting.close()
            holder.waitUntilExit()
        }
        #expect(output.fileHandleForReading.availableData.starts(with: Data("held".utf8)))
        let run = try program.run("record", "add", "company", "legal_name=x")
        #expect(run.code == 11 && run.messages.contains("E-BUSY"), "\(run.messages)")
        #expect(run.messages.contains("sqlite3 (process \(holder.processIdentifier))"))
        #expect(!run.messages.contains("another moso"), "\(run.messages)")
    }

    @Test func `a replica may lie behind a link, and in folders that are made for it`() throws {
        let folder = program.directory
        let made = try program.run("init", "--site", "suzhou", "--data", "deep/er/安 吉")
        #expect(made.code == 0, "\(made.messages)")
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending(path: "link").path, withDestinationPath: "deep/er/安 吉")
        for words in [["record", "add", "seat", "label=A-1"], ["verify"], ["status"]] {
            let run = try program.run(words + ["--data", "link"])
            #expect(run.code == 0 && !run.messages.contains("epoch"), "\(run)")
        }
        // The database itself is no link: what it leads to could be anybody's.
        try FileManager.default.createDirectory(
            at: folder.appending(path: "other"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending(path: "other/replica.db").path, withDestinationPath: database)
        let linked = try program.run("status", "--data", "other", "--lang", "zh")
        #expect(linked.code == 66 && linked.unwrapped.contains("符号链接不能用在这里"), "\(linked)")
        let missing = try program.run("import", "a b.csv")
        #expect(missing.messages.contains("ls -l 'a b.csv'"))
    }

    @Test func `an answer that is lost does not deny what was done`() throws {
        for (lang, words) in [("en", "what it wrote is saved"), ("zh", "写入的都已保存")] {
            let run = try program.shell(
                "record add company legal_name=\(lang) --lang \(lang) > /dev/full")
            #expect(run.code == 73 && run.messages.contains(words), "\(run.messages)")
        }
        #expect(try program.run("record", "list", "company", "--plain").lines.count == 2)
    }

    @Test func `a place for the daemon that is none is told in the language asked for`() throws {
        try program.write("file", "")
        for flags in [["--data", "file"], ["--data", "file/deeper"]] {
            let run = try program.daemon(flags + ["--lang", "zh"])
            #expect(run.code != 0 && !run.messages.contains("directory"), "\(run.messages)")
        }
    }

    @Test func `to start again where nothing is leaves nothing behind`() throws {
        let place = program.directory.appending(path: "empty").path
        let run = try program.run("init", "--again", "--data", place)
        #expect(run.code == 66, "\(run.messages)")
        #expect(access(place, F_OK) != 0)
    }

    @Test func `the daemon's trouble is told in words`() throws {
        for lang in ["zh", "en"] {
            let run = try program.daemon(["--data", "no/such", "--lang", lang])
            #expect(run.code == 66 && !run.messages.contains("Phrase("), "\(run.messages)")
        }
    }

    @Test func `words of the system come in the language asked for`() throws {
        let path = program.directory.appending(path: "data").path
        for (words, said) in [
            (["import", "missing.csv"], "没有这个文件或目录。"),
            (["export", "company", "-o", "no/such.csv"], "没有这个文件或目录。"),
            (["import", path], "这是一个目录。"),
        ] {
            let zh = try program.run(words + ["--lang", "zh"])
            #expect(zh.unwrapped.contains(said.filter { $0 != " " }), "\(zh.messages)")
            let en = try program.run(words + ["--lang", "en"])
            #expect(!en.messages.contains("（"), "\(en.messages)")
        }
    }

    @Test func `a file that is none of ours is told in the language asked for`() throws {
        try program.write("data/replica.db", String(repeating: "not a database\n", count: 100))
        let zh = try program.run("status", "--lang", "zh")
        #expect(zh.code == 65 && zh.unwrapped.contains("不是数据库文件（fileisnotadatabase）"))
        let en = try program.run("status", "--lang", "en")
        #expect(en.unwrapped.contains("isnotamosoreplica:fileisnotadatabase"))
    }

    @Test func `another application's database is told in the language asked for`() throws {
        _ = try sqlite("PRAGMA application_id = 7")
        let zh = try program.run("status", "--lang", "zh")
        #expect(zh.code == 65 && zh.unwrapped.contains("另一个程序的数据库"), "\(zh.messages)")
    }

    @Test func `a full disk is told with the whole path of the folder`() throws {
        let problem = Problem.storage(.diskFull(path: "."))
        let folder = FileManager.default.currentDirectoryPath
        #expect(problem.happened.en.contains(folder) && problem.happened.zh.contains(folder))
    }

    @Test func `what verify finds is told in the language asked for`() throws {
        _ = try program.run("record", "add", "company", "legal_name=x")
        let change = "DROP TRIGGER moso_capture_company_update; UPDATE company SET stage = 'y'"
        #expect(try sqlite(change).code == 0)
        let zh = try program.run("verify", "--lang", "zh")
        let en = try program.run("verify", "--lang", "en")
        #expect(zh.code == 3 && zh.answer.contains("记录与日志不符"), "\(zh)")
        #expect(zh.answer.contains("stage：现为 y，应为空"), "\(zh.answer)")
        #expect(en.code == 3 && en.answer.contains("record is not what the log says"), "\(en)")
        #expect(en.answer.contains("stage: y, not empty"), "\(en.answer)")
        let json = try JSON(try program.run("verify", "--json").answer)["data"]
        #expect(json?["findings"]?.array?.first?["kind"] == "wrong-row")
    }
}

internal import ArgumentParser
internal import Causality
internal import Glibc
internal import Storage
internal import Wire
internal import Workflows

/// `moso backup`: whole copies of the replica, each tried by restoring it beside itself.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "backup", Catalogue.Help.backup, [Create.self, List.self, Verify.self, Key.self],
        defaultSubcommand: Create.self)

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration("create", Catalogue.Help.backupCreate)
        @OptionGroup var options: GlobalOptions
        @Option(name: .shortAndLong, help: Catalogue.Flag.backupOutput.help("FILE"))
        var output: String?
        @Option(help: Catalogue.Flag.backupKeep.help("N")) var keep: Int?

        func run() throws {
            let session = try Session(options)
            if let keep, keep < 1 {
                throw Problem.usage(Catalogue.Backup.keepAtLeastOne(keep))
            }
            if output != nil, keep != nil { throw Problem.usage(Catalogue.Backup.keepIsForFolder) }
            let recipient = try Self.recipient(options)
            let replica = try session.open()
            let shelf = BackupShelf(data: replica.directory)
            let isFirst = shelf.files(of: replica.meta.site).isEmpty
            let made = try shelf.make(
                of: replica, at: session.now, to: output, keep: keep, for: recipient)
            session.document(
                "backup", replica,
                [
                    "path": .string(made.path), "bytes": .count(made.bytes),
                    "encrypted": .bool(recipient != nil),
                    "recipient": .optional(recipient?.description),
                    "records": .count(made.facts.records),
                    "transactions": .count(made.facts.transactions),
                    "removed": .array(made.removed.map { .string($0) }),
                    "cleared": .array(made.cleared.map { .string($0) }),
                ])
            let took = TimeText.elapsed(
                milliseconds: Int64(Machine.wallMilliseconds()) - Int64(session.now))
            session.printer.say(
                Catalogue.Backup.made(
                    made.path, bytes: made.bytes, records: made.facts.records, took: took),
                mark: .done)
            if let recipient {
                session.printer.remark(
                    Catalogue.Backup.sealed(recipient.description), indent: 2)
            } else if isFirst {
                session.printer.remark(Catalogue.Backup.isReadable, indent: 2)
            }
            if !made.cleared.isEmpty {
                session.printer.remark(Catalogue.Backup.cleared(made.cleared.count), indent: 2)
            }
            if !made.removed.isEmpty {
                session.printer.remark(Catalogue.Backup.removed(made.removed.count), indent: 2)
            }
        }
    }

    /// `moso backup key`: a key of which this site keeps nothing.
    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration("key", Catalogue.Help.backupKey)
        @OptionGroup var options: GlobalOptions
        @Option(name: .shortAndLong, help: Catalogue.Flag.backupKeyOutput.help("FILE"))
        var output: String?

        func run() throws {
            let session = try Session(options)
            guard
                let code = BackupCode(
                    secret: Machine.randomBytes(BackupCode.secretByteCount))
            else { preconditionFailure("so many bytes make a code") }
            if let output { try Self.write(code, to: output) }
            let recipient = code.recipient.description
            session.document(
                "backup-key", site: nil,
                [
                    "recipient": .string(recipient),
                    "code": .optional(output == nil ? code.code : nil),
                    "path": .optional(output),
                ])
            session.printer.remark(Catalogue.Backup.recipientIs)
            session.printer.say(Phrase(verbatim: recipient))
            if let output {
                session.printer.say(Catalogue.Backup.codeIn(output), mark: .done)
            } else {
                session.printer.remark(Catalogue.Backup.codeIs)
                session.printer.say(Phrase(verbatim: code.code))
            }
        }

        private static func write(_ code: BackupCode, to path: String) throws {
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else {
                throw errno == EEXIST
                    ? Problem.backup(.exists(path: path))
                    : Problem(
                        explaining: StorageError.file(
                            operation: "create", path: path, errno: errno))
            }
            defer { close(file) }
            let bytes = Array("\(code.code)\n".utf8)
            guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
                throw Problem(
                    explaining: StorageError.file(operation: "write", path: path, errno: errno))
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration("list", Catalogue.Help.backupList)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let shelf = BackupShelf(data: replica.directory)
            let files = shelf.files(of: replica.meta.site)
            session.document(
                "backups", replica,
                [
                    "directory": .string(shelf.directory),
                    "files": .array(
                        files.map {
                            [
                                "path": .string($0.path), "bytes": .count($0.bytes),
                                "encrypted": .bool($0.path.hasSuffix(SealedFile.ending)),
                            ]
                        }),
                ])
            for file in files {
                session.printer.line(
                    "\(file.path)  " + session.text(Catalogue.Backup.size(file.bytes)))
            }
            if files.isEmpty { session.printer.say(Catalogue.Backup.none(shelf.directory)) }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration("verify", Catalogue.Help.backupVerify)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.backupFile.help("FILE")) var file: String

        func run() throws {
            let session = try Session(options)
            try Problem.checkReadable(file)
            guard !SealedFile.isSealed(file) else { return try checkSealed(session) }
            let facts = try BackupShelf.facts(of: file)
            guard facts.findings.isEmpty else {
                throw BackupTrouble.unsound(path: file, facts.findings)
            }
            session.document("backup-check", site: facts.site, facts.json)
            session.printer.say(
                Catalogue.Backup.sound(
                    file, site: facts.site.name, records: facts.records,
                    transactions: facts.transactions, asOf: session.asOf(facts)),
                mark: .done)
        }

        private func checkSealed(_ session: Session) throws {
            let recipient = try SealedFile.check(file).description
            session.document(
                "backup-check", site: nil,
                ["encrypted": .bool(true), "recipient": .string(recipient)])
            session.printer.say(Catalogue.Backup.sealedSound(file, recipient), mark: .done)
        }
    }
}

extension BackupCommand.Create {
    /// For whom the configuration says that backups are sealed.
    private static func recipient(_ options: GlobalOptions) throws -> BackupRecipient? {
        let settings = try ConfigCommand.effective(ConfigCommand.file(named: nil, options))
        guard let text = settings.text(.backupRecipient), !text.isEmpty else { return nil }
        guard let recipient = BackupRecipient(text) else {
            throw Problem.usage(Catalogue.Backup.badRecipient(text))
        }
        return recipient
    }
}

extension Session {
    /// When the last thing in a backup was written.
    func asOf(_ facts: BackupFacts) -> String {
        facts.asOf.map { TimeText.local(Int64($0)) } ?? "-"
    }
}

extension BackupFacts {
    var json: JSON {
        [
            "site": .string(site.name), "hub": .string(hub.name), "records": .count(records),
            "transactions": .count(transactions),
            "as_of_ms": asOf.map { .count(Int($0)) } ?? .null,
        ]
    }
}

extension Problem {
    /// What cannot be read is told as that, and not as something of the replica.
    static func checkReadable(_ path: String) throws {
        guard access(path, R_OK) == 0 else {
            throw Problem.fileUnreadable(path, why: Catalogue.Cause.system(errno))
        }
    }
}

internal import ArgumentParser
internal import Causality
internal import Storage
internal import Transport
internal import Wire
internal import Workflows

/// `moso enrol`: which keys stand for which sites.
struct EnrolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "enrol", Catalogue.Help.enrol,
        [
            List.self, EnrolInvite.self, EnrolJoin.self, EnrolConfirm.self, EnrolRefuse.self,
            Add.self, Revoke.self,
        ],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration("list", Catalogue.Help.enrolList)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let records = try replica.siteKeys()
            let codes = try replica.invitations()
            let words = try words(codes, own: { try ownKey(session) })
            let open = codes.filter { $0.isOpen(at: session.now) }
            let waiting = codes.filter { $0.isWaiting(at: session.now) }
            session.document(
                "enrol.list", replica,
                .array(
                    records.map { EnrolCommand.json($0, words: words[$0.key]) }
                        + waiting.map { EnrolCommand.json(waiting: $0, words) }
                        + open.map(EnrolCommand.json)))
            guard !records.isEmpty || !open.isEmpty || !waiting.isEmpty else {
                return session.printer.remark(Catalogue.Enrol.none)
            }
            session.printer.table(table(session, records, words, open, waiting))
            for code in waiting {
                session.printer.remark(Catalogue.Enrol.toDecide(code.site.name))
            }
        }

        private func ownKey(_ session: Session) throws -> PublicKey {
            try KeyFile(directory: session.dataDirectory).readMaking(Machine.randomBytes).publicKey
        }

        /// What was shown at the site when it joined, by its key, while the code is remembered.
        private func words(
            _ codes: [InvitationRecord], own: () throws -> PublicKey
        ) throws -> [PublicKey: Phrase] {
            var words: [PublicKey: Phrase] = [:]
            for code in codes {
                guard let key = code.usedBy ?? code.asking?.key else { continue }
                words[key] = FourWords.of(
                    JoinStatement(
                        invitation: code.key, hub: try own(), siteKey: key, site: code.site))
            }
            return words
        }

        private func table(
            _ session: Session, _ records: [SiteKeyRecord], _ words: [PublicKey: Phrase],
            _ open: [InvitationRecord], _ waiting: [InvitationRecord]
        ) -> TextTable {
            var table = TextTable([
                session.column(Catalogue.Heading.site),
                session.column(Catalogue.Enrol.fingerprint, flexible: true),
                session.column(Catalogue.Heading.state),
                session.column(Catalogue.Enrol.words, flexible: true),
                session.column(Catalogue.Enrol.source),
                session.column(Catalogue.Heading.reason, flexible: true),
            ])
            for record in records {
                let isValid = record.revokedMilliseconds == nil
                let at = session.when(record.revokedMilliseconds ?? record.sinceMilliseconds)
                let state = isValid ? Catalogue.Enrol.valid(at) : Catalogue.Enrol.revoked(at)
                table.add([
                    .init(record.site.name), .init(record.key.fingerprint.description),
                    .init(session.text(state), isValid ? .good : .faint),
                    .init(words[record.key].map(session.text) ?? ""),
                    .init(session.text(Catalogue.Enrol.said(by: record.source))),
                    .init(session.told(reason: record.reason)),
                ])
            }
            for code in waiting {
                guard let asking = code.asking else { continue }
                let state = Catalogue.Enrol.waits(
                    until: session.stamp(code.confirmableMilliseconds))
                table.add([
                    .init(code.site.name), .init(asking.key.fingerprint.description),
                    .init(session.text(state), .attention),
                    .init(words[asking.key].map(session.text) ?? ""),
                    .init(asking.from ?? ""),
                    .init(session.text(Catalogue.Enrol.asked(session.stamp(asking.milliseconds)))),
                ])
            }
            for code in open {
                let until = session.stamp(code.expiresMilliseconds)
                table.add([
                    .init(code.site.name), .init("-"),
                    .init(session.text(Catalogue.Enrol.invited(until)), .attention), .init(""),
                    .init(""), .init(""),
                ])
            }
            return table
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration("add", Catalogue.Help.enrolAdd)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.enrolSite.help("SITE")) var site: String
        @Option(help: Catalogue.Flag.enrolKey.help("KEY")) var key: String
        @Option(help: Catalogue.Flag.enrolAt.help("URL")) var at: String?
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help)
        var dryRun = false

        /// Thrown to take back what a rehearsal wrote.
        private struct Rehearsed: Error {}

        func run() throws {
            let session = try Session(options)
            guard let id = SiteID(site) else { throw Problem.siteName(site) }
            guard let key = PublicKey(hexadecimal: key.lowercased()) else {
                throw Problem.publicKey(key)
            }
            let address = try at.map { try session.peerAddress($0) }
            let own = try KeyFile(directory: session.dataDirectory)
                .readMaking(Machine.randomBytes).publicKey
            let replica = try session.open(sealing: false)
            do {
                try replica.write {
                    try replica.trust(key, of: id, ownKey: own, author: session.author)
                    if let address {
                        try replica.addPeer(url: address.description, site: id)
                    }
                    if dryRun { throw Rehearsed() }
                }
            } catch is Rehearsed {}
            session.document(
                "enrol.add", replica,
                [
                    "site": .string(site), "fingerprint": .string(key.fingerprint.description),
                    "url": .optional(address?.description), "dry_run": .bool(dryRun),
                ])
            let fingerprint = key.fingerprint.description
            if dryRun {
                session.printer.say(Catalogue.Enrol.wouldAdd(site, fingerprint: fingerprint))
                return session.printer.say(Catalogue.Word.nothingWritten)
            }
            session.printer.say(Catalogue.Enrol.added(site, fingerprint: fingerprint), mark: .done)
            session.printer.remark(Catalogue.Enrol.keysFromNowOn, indent: 2)
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration("revoke", Catalogue.Help.enrolRevoke)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.enrolSite.help("SITE")) var site: String
        @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help)
        var dryRun = false

        func run() throws {
            let session = try Session(options)
            guard let id = SiteID(site) else { throw Problem.siteName(site) }
            let replica = try session.open(sealing: false)
            guard let key = try replica.enrolledKey(of: id) else { throw Problem.notEnrolled(site) }
            let command = "moso enrol revoke \(site)"
            guard let why = try session.reason(reason, command: command, mayBeNone: false) else {
                throw Problem.reasonMissing(command: command, mayBeNone: false)
            }
            if !dryRun,
                try !replica.revoke(id, author: session.author, reason: why)
            {
                throw Problem.notEnrolled(site)
            }
            let fingerprint = key.fingerprint.description
            session.document(
                "enrol.revoke", replica,
                [
                    "site": .string(site), "fingerprint": .string(fingerprint),
                    "reason": .string(why), "dry_run": .bool(dryRun),
                ])
            if dryRun {
                session.printer.say(Catalogue.Enrol.wouldRevoke(site, fingerprint: fingerprint))
                return session.printer.say(Catalogue.Word.nothingWritten)
            }
            session.printer.say(
                Catalogue.Enrol.didRevoke(site, fingerprint: fingerprint), mark: .done)
            session.printer.remark(
                replica.meta.site == replica.meta.hub
                    ? Catalogue.Enrol.goesToAll(site) : Catalogue.Enrol.keepsWhatItHas(site),
                indent: 2)
        }
    }

    static func json(_ record: SiteKeyRecord, words: Phrase?) -> JSON {
        [
            "site": .string(record.site.name),
            "fingerprint": .string(record.key.fingerprint.description),
            "public_key": .string(record.key.hexadecimal),
            "from": .string(record.source.rawValue),
            "enrolled_at": .time(Int64(record.sinceMilliseconds)),
            "revoked_at": record.revokedMilliseconds.map { .time(Int64($0)) } ?? .null,
            "reason": .optional(record.reason), "words": .optional(words?.en),
        ]
    }

    static func json(_ code: InvitationRecord) -> JSON {
        [
            "site": .string(code.site.name), "fingerprint": .null,
            "invited_until": .time(Int64(code.expiresMilliseconds)),
            "failures": .count(code.failures), "confirm": .bool(code.confirms),
        ]
    }

    static func json(waiting code: InvitationRecord, _ words: [PublicKey: Phrase]) -> JSON {
        let asking = code.asking
        return [
            "site": .string(code.site.name),
            "fingerprint": .optional(asking?.key.fingerprint.description),
            "public_key": .optional(asking?.key.hexadecimal),
            "asked_at": asking.map { .time(Int64($0.milliseconds)) } ?? .null,
            "asked_from": .optional(asking?.from),
            "waits_until": .time(Int64(code.confirmableMilliseconds)),
            "words": .optional(asking.flatMap { words[$0.key]?.en }),
        ]
    }
}

internal import ArgumentParser
internal import Causality
internal import Domain
internal import Glibc
internal import Storage
internal import Transport
internal import Wire
internal import Workflows

/// One run of a command: the replica, and how to speak.
struct Session {
    let options: GlobalOptions
    let printer: Printer
    let now: UInt64
    /// What the daemon's configuration says, where one is named.
    let configuration: SettingsFile?

    /// - Parameter readsConfiguration: not for a command that is to work in spite of a mistake in it.
    init(_ options: GlobalOptions, readsConfiguration: Bool = true) throws {
        self.options = options
        printer = options.printer
        now = Machine.wallMilliseconds()
        let path = readsConfiguration ? options.configurationPath : nil
        configuration = try path.map {
            try SettingsFile.read($0, peerFault: ConfigurationPlace.fault)
        }
    }

    var language: Language { printer.language }

    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    var dataDirectory: String {
        if let data = options.data ?? Session.variable("MOSO_DATA") ?? configuration?.data {
            return data
        }
        if let base = Session.variable("XDG_DATA_HOME") { return base + "/moso" }
        let home = Session.variable("HOME") ?? Machine.accountHome() ?? "."
        return home + "/.local/share/moso"
    }

    var author: String {
        options.author ?? Session.variable("MOSO_AUTHOR") ?? Session.variable("LOGNAME")
            ?? Session.variable("USER") ?? Machine.accountName() ?? ""
    }

    /// The replica, with what other programs wrote to it taken in.
    func open(sealing: Bool = true) throws -> Replica {
        let replica = try Replica.open(
            directory: dataDirectory, schema: NetworkSchema.replica,
            environment: Machine.environment())
        if let change = replica.epochChange { printer.note(Session.newEpoch(change)) }
        if sealing { try replica.sealForeignEdits() }
        return replica
    }

    private static func newEpoch(_ change: EpochChange) -> Phrase {
        Catalogue.Status.newEpoch(change)
    }

    /// The way to a peer of this replica, and whose answer is expected there. Throws a `Problem` where
    /// there is none without keys.
    func dial(
        _ url: String, _ site: SiteID?, _ replica: Replica, _ loop: CurlLoop
    ) throws -> (link: CurlLink, site: SiteID) {
        let address = try peerAddress(url)
        let dialling = try Dialling(to: url, site: site, from: replica, in: dataDirectory)
        let keys = LinkKeys(
            own: dialling.own, peer: dialling.peer, wallSeconds: Machine.wallSeconds)
        return (CurlLink(to: address, keys: keys, on: loop), dialling.site)
    }

    /// An address that was typed, or kept from a time when peers of this machine were called in the
    /// clear.
    func peerAddress(_ text: String) throws -> PeerAddress {
        do throws(TransportError) {
            return try PeerAddress(parsing: text)
        } catch .addressRefused(.inTheClear) {
            throw Problem.plainPeer(text)
        }
    }

    // MARK: Speaking

    /// The one document of an answer under `--json`; nothing in the other modes.
    func document(
        _ kind: String, site: SiteID?, _ data: @autoclosure () throws -> JSON,
        warnings: [Envelope.Warning] = []
    ) rethrows {
        guard printer.mode == .json else { return }
        let data = try data()
        let envelope = Envelope(kind: kind, site: site?.name, asOf: Int64(now))
        printer.document(envelope, data: data, warnings: warnings)
    }

    /// The document of an answer about a replica, with a warning when it had to start a new epoch.
    func document(
        _ kind: String, _ replica: Replica, _ data: @autoclosure () throws -> JSON
    ) rethrows {
        let warnings = replica.epochChange.map { change in
            [Envelope.Warning(code: "W-EPOCH", message: text(Session.newEpoch(change)))]
        }
        try document(kind, site: replica.meta.site, try data(), warnings: warnings ?? [])
    }

    func text(_ phrase: Phrase) -> String { phrase.text(language) }

    func label(_ label: Label) -> String { language == .zh ? label.zh : label.en }

    /// A transaction's reason as people read it: an undo and a decision say by name what they are.
    func told(reason: String?) -> String { ReasonText.told(reason, language) }

    /// A stored value as people read it; a dash for none.
    func shown(_ field: FieldDeclaration?, _ value: Value) -> String {
        CellText.shown(field, value, language)
    }

    /// A table's title row.
    func column(
        _ title: Phrase, _ alignment: TextTable.Alignment = .left, flexible: Bool = false,
        optional: Bool = false
    ) -> TextTable.Column {
        TextTable.Column(text(title), alignment, isFlexible: flexible, isOptional: optional)
    }

    // MARK: Times

    /// When something was written: the day and time, unless `--time` asks otherwise.
    func stamp(_ milliseconds: UInt64) -> String { time(milliseconds, options.time ?? .local) }

    /// How long ago, on a terminal; the day and time elsewhere.
    func when(_ milliseconds: UInt64) -> String {
        time(milliseconds, options.time ?? (printer.answerRules.isTerminal ? .relative : .local))
    }

    private func time(_ milliseconds: UInt64, _ style: GlobalOptions.TimeStyle) -> String {
        let at = Int64(milliseconds)
        return switch style {
        case .relative: text(TimeText.ago(at, now: Int64(now)))
        case .local: TimeText.local(at)
        case .utc: TimeText.rfc3339(at)
        }
    }

    func span(_ text: String, flag: String) throws -> Int64 {
        guard let span = TimeText.span(text) else {
            throw Problem.usage(Catalogue.Usage.notSpan(text, flag: flag))
        }
        return span
    }

    func since(_ text: String?, flag: String = "--since") throws -> UInt64? {
        guard let text else { return nil }
        guard let at = TimeText.since(text, now: Int64(now)) else {
            throw Problem.time(text, flag: flag)
        }
        return UInt64(max(0, at))
    }

    // MARK: Asking

    /// The reason of a change: what was given, `nil` for `-`, else asked for on a terminal.
    func reason(_ given: String?, command: String, mayBeNone: Bool = true) throws -> String? {
        if let given, !given.isEmpty { return given == "-" ? nil : given }
        guard given == nil, Terminal.canAsk, !options.noInput, printer.mode != .json else {
            throw Problem.reasonMissing(command: command, mayBeNone: mayBeNone)
        }
        // Enter is an answer. The end of the input is none, and must not do what was asked about.
        guard let typed = asked(Catalogue.Resolution.askReason) else {
            throw Problem.reasonMissing(command: command, mayBeNone: mayBeNone)
        }
        return typed.isEmpty ? nil : typed
    }

    /// What a person types to a question; `nil` at the end of the input, which ends the question's line.
    func asked(_ question: Phrase) -> String? {
        printer.flush()
        OutputChannel.messages.write(text(question))
        OutputChannel.messages.flush()
        if let line = readLine() { return line }
        OutputChannel.messages.write("\n")
        OutputChannel.messages.flush()
        return nil
    }

    /// Throws where nobody can be asked; `flag` is what to pass there.
    func checkCanAsk(flag: String) throws {
        guard Terminal.canAsk, !options.noInput, printer.mode != .json else {
            throw Problem.inputNeeded(flag: flag)
        }
    }

    /// Whether a person says yes. Enter alone is no.
    ///
    /// - Parameter flag: what to pass where nobody can be asked.
    func asksYes(_ question: Phrase, flag: String) throws -> Bool {
        try checkCanAsk(flag: flag)
        return ["y", "yes", "是"].contains((asked(question) ?? "").lowercased())
    }
}

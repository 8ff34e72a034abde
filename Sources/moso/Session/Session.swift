internal import ArgumentParser
internal import Causality
internal import Domain
internal import Glibc
internal import Storage
internal import Workflows

/// One run of a command: the replica, and how to speak.
struct Session {
    let options: GlobalOptions
    let language: Language
    let now: UInt64

    init(_ options: GlobalOptions) {
        self.options = options
        language = Language.chosen(flag: Language.typed(options.lang), environment: Session.environment)
        now = Machine.wallMilliseconds()
    }

    static var environment: [String: String] {
        var values: [String: String] = [:]
        for name in ["MOSO_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "MOSO_DATA", "MOSO_AUTHOR",
            "HOME", "LOGNAME", "USER", "COLUMNS", "XDG_DATA_HOME"]
        {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return values
    }

    var dataDirectory: String {
        if let data = options.data ?? Session.environment["MOSO_DATA"] { return data }
        if let base = Session.environment["XDG_DATA_HOME"] { return base + "/moso" }
        return (Session.environment["HOME"] ?? ".") + "/.local/share/moso"
    }

    var author: String {
        options.author ?? Session.environment["MOSO_AUTHOR"] ?? Session.environment["LOGNAME"]
            ?? Session.environment["USER"] ?? ""
    }

    func open() throws -> Replica {
        let replica = try Replica.open(
            directory: dataDirectory, schema: NetworkSchema.replica,
            environment: Machine.environment())
        if let change = replica.epochChange {
            say(
                Phrase(
                    zh: "本副本以新的纪元 \(change.to) 继续（原因：\(change.why.rawValue)）。数据完好。",
                    en: "this replica goes on under the new epoch \(change.to) (reason: \(change.why.rawValue)). Its data is whole."
                ))
        }
        return replica
    }

    // MARK: Speaking

    /// A message about the run, on stderr; the answer alone goes to stdout.
    func say(_ phrase: Phrase) {
        guard !options.quiet else { return }
        OutputChannel.messages.write("moso: " + phrase.text(language) + "\n")
        OutputChannel.messages.flush()
    }

    func print(_ phrase: Phrase) { print(phrase.text(language)) }

    func print(_ line: String) { OutputChannel.answer.write(line + "\n") }

    func print(_ table: TextTable) {
        let lines = options.plain ? table.plainLines : table.lines(width: Session.width)
        for line in lines { print(line) }
    }

    /// The envelope of a JSON answer.
    func print(_ kind: String, site: SiteID?, _ data: JSON) {
        let envelope = Envelope(kind: kind, site: site?.name, asOf: Int64(now))
        print(envelope.document(data: data).text)
    }

    func label(_ label: Label) -> String { language == .zh ? label.zh : label.en }

    func local(_ milliseconds: UInt64) -> String { TimeText.local(Int64(milliseconds)) }

    func ago(_ milliseconds: UInt64) -> String {
        TimeText.ago(Int64(milliseconds), now: Int64(now)).text(language)
    }

    /// Columns of the terminal; `nil` on a pipe, where nothing is clipped.
    static var width: Int? {
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 20 {
            return columns
        }
        guard isatty(1) != 0 else { return nil }
        var size = winsize()
        return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : nil
    }
}

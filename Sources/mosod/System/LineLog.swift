internal import Glibc
internal import Logging
internal import Synchronization
internal import Workflows

/// The log: one line on stderr for each event, for people or for programs.
///
///     2026-11-23T11:05:00.000Z info exchange peer=anji.1 applied=14 sent=0
///
/// Values come from other sites too. Whatever could end a line, move a cursor or pass for another
/// field is escaped.
struct LineLog: LogHandler {
    /// What a reload may change, for every logger at once.
    static let settings = Mutex(LogSettings())

    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    /// What a single logger asks for beyond the settings: a library that talks much.
    private var ownLevel = Logger.Level.trace

    init() {}

    var logLevel: Logger.Level {
        get { max(ownLevel, Logger.Level(rawValue: LineLog.settings.withLock(\.level)) ?? .info) }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        // The library's own fields, such as the number of a request, stand last.
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            .map { (name: $0.key, value: "\($0.value)") }.sorted { $0.name < $1.name }
        let time = TimeText.rfc3339(Int64(Machine.wallMilliseconds()))
        let line =
            switch LineLog.settings.withLock(\.format) {
            case .text: LineLog.text(time, event.level.rawValue, "\(event.message)", fields)
            case .json: LineLog.json(time, event.level.rawValue, "\(event.message)", fields)
            }
        // One write for one line, so that lines of several threads do not mix.
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    static func text(
        _ time: String, _ level: String, _ message: String,
        _ fields: [(name: String, value: String)]
    ) -> String {
        let pairs = fields.map { " \($0.name)=\(quoted($0.value))" }.joined()
        return "\(time) \(level) \(escaped(message))\(pairs)"
    }

    static func json(
        _ time: String, _ level: String, _ message: String,
        _ fields: [(name: String, value: String)]
    ) -> String {
        var line = JSON.Object()
        line["time"] = .string(time)
        line["level"] = .string(level)
        line["message"] = .string(message)
        for field in fields where line[field.name] == nil {
            line[field.name] = .string(field.value)
        }
        return JSON.object(line).text
    }

    private static func quoted(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy { scalar in
                scalar.value > 0x20 && scalar != "\"" && scalar != "=" && scalar != "\\"
            }
        return isPlain ? escaped(value) : JSON.string(value).text
    }

    /// Control characters, line separators and the characters that turn text around, as `\u…`.
    static func escaped(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}",
                "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}

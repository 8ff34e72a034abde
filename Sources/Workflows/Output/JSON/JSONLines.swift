/// Writes an answer of unknown length as JSON Lines, item by item and in constant memory.
///
/// The first line is the envelope, the lines after it hold one item each under `data`, and the last
/// one says how many there were. A reader that does not see the last line knows that the answer was
/// cut off:
///
///     {"moso":1,"kind":"log","site":"anji","as_of":"…","tz":"Asia/Shanghai"}
///     {"data":{…}}
///     {"end":true,"count":1,"warnings":[]}
public struct JSONLines {
    private let write: (String) -> Void
    public private(set) var count = 0

    /// Writes the envelope. `write` receives each line with its line feed.
    public init(_ envelope: Envelope, write: @escaping (String) -> Void) {
        self.write = write
        write(JSON.object(envelope.head).text + "\n")
    }

    public mutating func add(_ item: JSON) {
        var line = "{\"data\":"
        item.write(to: &line)
        line += "}\n"
        write(line)
        count += 1
    }

    public consuming func end(warnings: [Envelope.Warning] = []) {
        let end: JSON = [
            "end": true, "count": .count(count), "warnings": .array(warnings.map(\.json)),
        ]
        write(end.text + "\n")
    }
}

/// Figures in the text format of Prometheus (version 0.0.4): every one with what it means and its type.
///
///     # HELP moso_peer_up Whether the last exchange with a peer went well.
///     # TYPE moso_peer_up gauge
///     moso_peer_up{peer="beijing"} 1
public struct MetricsText: Sendable {
    public enum Sort: String, Sendable { case gauge, counter, histogram }

    /// What a figure is about: `[("peer", "beijing")]`.
    public typealias Labels = [(name: String, value: String)]

    public private(set) var text = ""

    public init() {}

    /// Adds a figure, once for each of its labels; nothing where there is none.
    ///
    /// - Parameters:
    ///   - name: ends in its unit.
    ///   - help: one English sentence, as everybody who reads such figures expects.
    public mutating func add(
        _ name: String, _ help: String, _ samples: [(labels: Labels, value: Int64)],
        as sort: Sort = .gauge
    ) {
        guard !samples.isEmpty else { return }
        head(name, sort, help)
        for sample in samples { line(name, sample.labels, "\(sample.value)") }
    }

    public mutating func add(
        _ name: String, _ help: String, _ value: Int64, as sort: Sort = .gauge
    ) {
        add(name, help, [(labels: [], value: value)], as: sort)
    }

    /// Adds a histogram of spans.
    ///
    /// - Parameters:
    ///   - buckets: how many were at most so many milliseconds each, all below counted, by rising bound.
    public mutating func add(
        histogram name: String, _ help: String, buckets: [(milliseconds: Int64, count: Int64)],
        sumMilliseconds: Int64, count: Int64
    ) {
        head(name, .histogram, help)
        for bucket in buckets {
            line(
                name + "_bucket", [("le", MetricsText.seconds(bucket.milliseconds))],
                "\(bucket.count)")
        }
        line(name + "_bucket", [("le", "+Inf")], "\(count)")
        line(name + "_sum", [], MetricsText.seconds(sumMilliseconds))
        line(name + "_count", [], "\(count)")
    }

    public mutating func add(_ other: MetricsText) { text += other.text }

    private mutating func head(_ name: String, _ sort: Sort, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(sort.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: String) {
        let inside = labels.map { "\($0.name)=\"\(MetricsText.escaped($0.value))\"" }
            .joined(separator: ",")
        text += name + (inside.isEmpty ? "" : "{\(inside)}") + " \(value)\n"
    }

    /// `0.25`, `1`, `60`.
    private static func seconds(_ milliseconds: Int64) -> String {
        let (whole, rest) = (milliseconds / 1_000, milliseconds % 1_000)
        guard rest > 0 else { return "\(whole)" }
        var digits = String(String(rest + 1_000).dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

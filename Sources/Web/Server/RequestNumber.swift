internal import Synchronization

/// The number under which a request stands in the log, and on the page that says that it was refused: digits drawn when
/// the program began, and how many requests came before it.
enum RequestNumber {
    @TaskLocal static var current = "-"
}

/// Gives out the numbers of requests.
final class RequestNumbers: Sendable {
    private let run: String
    private let count = Atomic<UInt64>(0)

    /// - Parameter drawn: by chance, so that two runs of the program do not give out the same.
    init(_ drawn: [UInt8]) {
        run = String(drawn.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }, radix: 16)
    }

    func next() -> String { "\(run)-\(count.wrappingAdd(1, ordering: .relaxed).newValue)" }
}

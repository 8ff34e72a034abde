internal import Synchronization

/// The number under which a request stands in the log, and on the page that says that it was refused: digits drawn when
/// this program began, and how many requests came before it.
enum RequestNumber {
    @TaskLocal static var current = "-"

    private static let run = String(UInt32.random(in: .min ... .max), radix: 16)
    private static let count = Atomic<UInt64>(0)

    static func next() -> String {
        "\(run)-\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
    }
}

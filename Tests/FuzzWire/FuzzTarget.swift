// Fuzzing.
//
// A fuzzer makes bytes, and watches which branches of the program they reach. What it finds by itself is a
// trap. That a reader accepts what no writer would have written, or reads another thing on the way back, is
// no trap: so each target states a law about what was read, and throws where it does not hold.
//
// A fuzzer that changes one byte of a sealed body dies at the seal, and looks at nothing behind it for ever.
// So most targets take what stands *inside*, and make lengths, checksums, hashes and signatures around it
// anew.
//
// The same targets run in three ways: under libFuzzer (Tests/FuzzProgram), over what it left in
// Tests/FuzzCorpora as an ordinary test (Tests/FuzzTests), and beside a reader in Python that was made from
// the pages of docs/formats alone (Tests/acceptance/decoders.py). docs/fuzzing.md says how.

/// Something that reads bytes from others, and what must hold of what it read.
public struct FuzzTarget: Sendable {
    public let name: String
    /// No input of the fuzzer is longer.
    public let bytesMax: Int
    /// What honest writers make, for the fuzzer to begin with.
    public let seeds: @Sendable () -> [[UInt8]]
    /// Reads the bytes. An input that is refused is as good as one that is read.
    public let run: @Sendable ([UInt8]) throws(BrokenLaw) -> Void

    public init(
        _ name: String, bytesMax: Int = 4 << 10, seeds: @escaping @Sendable () -> [[UInt8]],
        run: @escaping @Sendable ([UInt8]) throws(BrokenLaw) -> Void
    ) {
        self.name = name
        self.bytesMax = bytesMax
        self.seeds = seeds
        self.run = run
    }
}

/// Something that must hold of whatever was read, and does not.
public struct BrokenLaw: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// Throws unless the law holds.
public func law(_ holds: Bool, _ words: @autoclosure () -> String) throws(BrokenLaw) {
    if !holds { throw BrokenLaw(words()) }
}

/// The targets of the bytes on the wire.
public enum WireTargets {
    public static let all = [
        body, frames, transaction, personal, zstd, manifest, chunk, code, words,
    ]
}

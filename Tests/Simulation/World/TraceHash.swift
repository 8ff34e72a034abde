internal import Wire

/// One number for everything that went into a run and came out of it, in order. Equal seeds must give
/// equal hashes in every process, or something unseeded has crept in.
package struct TraceHash {
    private var digest = RunningDigest()

    package init() {}

    package mutating func fold(_ bytes: [UInt8]) {
        digest.update(Array("\(bytes.count):".utf8))
        digest.update(bytes)
    }

    package mutating func fold(_ text: String) { fold(Array(text.utf8)) }

    package func finish() -> String { digest.finish().description }
}

import Glibc

/// Converts between UTF-8 and one other encoding through the C library's `iconv`.
///
/// Swift's standard library knows only the Unicode encodings, and a table of GB 18030 of our own
/// would be 24,000 entries to keep right.
struct CharacterConverter: ~Copyable {
    /// How far a conversion came. `stoppedAt` is the offset of the first byte that could not be
    /// converted, `nil` when all of it was.
    struct Outcome {
        var bytes: [UInt8]
        var stoppedAt: Int?
    }

    private let descriptor: iconv_t

    /// `nil` when the C library has no such converter.
    init?(from source: String, to target: String) {
        guard let descriptor = iconv_open(target, source), descriptor != iconv_t(bitPattern: -1)
        else { return nil }
        self.descriptor = descriptor
    }

    deinit { iconv_close(descriptor) }

    /// Converts from the beginning, or from `start`, up to the first byte that has no counterpart.
    func convert(_ input: [UInt8], from start: Int = 0) -> Outcome {
        var output: [UInt8] = []
        output.reserveCapacity((input.count - start) * 3 / 2 + 16)
        _ = iconv(descriptor, nil, nil, nil, nil)
        var consumed = start
        var chunk = [CChar](repeating: 0, count: 64 << 10)
        while consumed < input.count {
            let step = convertChunk(input, from: consumed, into: &chunk)
            output.append(contentsOf: chunk[..<step.written].lazy.map(UInt8.init(bitPattern:)))
            consumed += step.read
            if step.failure == 0 { break }
            guard step.failure == E2BIG, step.written > 0 else {
                return Outcome(bytes: output, stoppedAt: consumed)
            }
        }
        return Outcome(bytes: output, stoppedAt: nil)
    }

    private func convertChunk(
        _ input: [UInt8], from start: Int, into chunk: inout [CChar]
    ) -> (read: Int, written: Int, failure: Int32) {
        input.withUnsafeBytes { inputBytes in
            chunk.withUnsafeMutableBufferPointer { outputBytes in
                // iconv takes a mutable pointer by an old mistake of POSIX; it never writes there.
                var source = UnsafeMutablePointer<CChar>(
                    mutating: inputBytes.baseAddress?.advanced(by: start)
                        .assumingMemoryBound(to: CChar.self))
                var sourceLeft = inputBytes.count - start
                var target = outputBytes.baseAddress
                var targetLeft = outputBytes.count
                let result = iconv(descriptor, &source, &sourceLeft, &target, &targetLeft)
                let failure = result == Int.max || result == Int(bitPattern: UInt.max) ? errno : 0
                return (
                    inputBytes.count - start - sourceLeft, outputBytes.count - targetLeft, failure
                )
            }
        }
    }
}

internal import Glibc

/// Standard input as a lifeline: whoever starts the daemon keeps the other end of a pipe, and when
/// that program ends, however it ends, so does the daemon.
enum StandardInput {
    /// Raises a signal for this process once standard input is at its end.
    static func raiseAtEnd(_ number: Int32) {
        var thread = pthread_t()
        let argument = UnsafeMutableRawPointer(bitPattern: UInt(number))
        // Without the thread the daemon ends by signals alone, as usual.
        pthread_create(
            &thread, nil,
            { argument in
                var bytes: [UInt8] = Array(repeating: 0, count: 256)
                while true {
                    let count = read(STDIN_FILENO, &bytes, bytes.count)
                    if count == 0 || count < 0 && errno != EINTR { break }
                }
                kill(getpid(), Int32(truncatingIfNeeded: UInt(bitPattern: argument)))
                return nil
            }, argument)
        pthread_detach(thread)
    }
}

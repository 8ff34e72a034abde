internal import Glibc
internal import Synchronization

/// The signals that end the demo, as a number to look at between steps.
///
/// A handler may do almost nothing, so it leaves the number behind. Everything the demo waits for it
/// waits for in short pieces and looks here in between, so it stops its daemons in order.
enum StopSignal {
    private static let seen = Atomic<Int32>(0)

    /// The signal that came; `nil` while there was none.
    static var number: Int32? {
        let number = seen.load(ordering: .acquiring)
        return number == 0 ? nil : number
    }

    static func listen() {
        // Made before a handler needs it.
        seen.store(0, ordering: .releasing)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { StopSignal.seen.store($0, ordering: .releasing) }
        }
        // A reader of our output that went away is an error of the next write, not our end.
        signal(SIGPIPE, SIG_IGN)
    }
}

internal import Sync

/// What is under way, by time; equal times in the order in which they were added.
struct EventQueue {
    enum Item {
        case event(Int)
        case call(from: Int, to: Int, faults: [Scenario.LineFault], tries: Int)
        case request(session: Int, [UInt8], copy: Bool)
        case reply(session: Int, PeerReply)
    }

    private struct Entry {
        let time: Int
        let order: Int
        let item: Item

        func precedes(_ other: Entry) -> Bool {
            time == other.time ? order < other.order : time < other.time
        }
    }

    /// By falling time, so that the next one is the last.
    private var entries: [Entry] = []
    private var count = 0

    mutating func add(_ item: Item, at time: Int) {
        let entry = Entry(time: time, order: count, item: item)
        count += 1
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entry.precedes(entries[middle]) { low = middle + 1 } else { high = middle }
        }
        entries.insert(entry, at: low)
    }

    mutating func next() -> (Int, Item)? { entries.popLast().map { ($0.time, $0.item) } }
}

internal import Causality

// The numbers by which people choose.
//
// A finding is named by its rows, and whoever decides gives that name, so that nobody decides about a side
// that they have not seen. But an option may follow from records that the name says nothing of: the room
// that is free at that hour is another one as soon as somebody books it. Such an option is numbered by
// what it would write. When that changes the number is gone with it, and whoever types the old one is
// refused instead of getting another room than they read of.

extension Finding {
    /// The number of each option, as people type it: its place, counted from 1, or four digits that stand for
    /// what it writes.
    public var numbers: [Int] {
        var taken: Set<Int> = []
        return options.enumerated().map { at, option in
            guard option.hangsOnOthers else { return at + 1 }
            var number = option.contentNumber
            while !taken.insert(number).inserted { number += 1 }
            return number
        }
    }

    /// The option of a number; `nil` where it is none, or not any more. Any number can be typed.
    public func option(numbered number: Int) -> ResolutionOption? {
        zip(numbers, options).first { $0.0 == number }?.1
    }
}

extension ResolutionOption {
    /// 1000 to 9899, the same wherever the same is written.
    fileprivate var contentNumber: Int {
        let parts = writes.map { "\($0.row.table) \($0.row.key) \($0.column) \($0.value)" }
        // FNV-1a.
        let hash = (code + "\n" + parts.joined(separator: "\n")).utf8.reduce(
            UInt64(0xcbf2_9ce4_8422_2325)
        ) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return 1_000 + Int(hash % 8_900)
    }
}

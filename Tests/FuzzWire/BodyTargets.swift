import Wire

// Bodies of an exchange: as they travel, and from the inside.

extension WireTargets {
    /// A body as it arrives, compressed and whole or not.
    static let body = FuzzTarget(
        "body", bytesMax: 8 << 10, seeds: { Seeds.bodies },
        run: { bytes throws(BrokenLaw) in
            let whole = BodyReading(of: [bytes])
            let pieces = BodyReading(of: bytes.pieces)
            try whole.agrees(with: pieces)
            try law(whole.expanded <= WireLimits.expandedBytesMax, "more was expanded than may be")
        })

    /// The frames of a body before they are compressed. The first byte says where checksums stand.
    static let frames = FuzzTarget(
        "frames", bytesMax: 8 << 10, seeds: { Seeds.expandedBodies.map { [0] + $0 } },
        run: { bytes throws(BrokenLaw) in
            guard let seams = bytes.first else { return }
            let inside = Array(bytes.dropFirst())
            let step = seams == 0 ? inside.count : max(1, inside.count / (Int(seams) + 1))
            let compressor = ZstdCompressor(level: 1, checked: true)
            var sealed: [[UInt8]] = []
            for start in stride(from: 0, to: inside.count, by: max(1, step)) {
                sealed.append(
                    compressor.compress(Array(inside[start..<min(start + step, inside.count)])))
            }
            let read = BodyReading(of: sealed)
            try read.agrees(with: BodyReading(of: [sealed.flatMap(\.self)]))
            guard read.fault == nil, read.isWhole else { return }
            try law(read.checked == read.frames.count, "a whole body is not all believed")
            guard let again = read.frames.encoded else { return }
            let second = BodyReading(of: [again])
            try law(second.isWhole, "what was read and written is not whole: \(second)")
            try law(
                second.frames.map(\.settled) == read.frames.map(\.settled),
                "read, written and read are other frames")
        })
}

/// What a decoder makes of a body that comes in pieces.
struct BodyReading {
    let frames: [Frame]
    let fault: WireError?
    let isWhole: Bool
    let checked: Int
    let expanded: Int
    /// Frames that came behind a fault.
    let late: Int

    init(of pieces: [[UInt8]]) {
        let decoder = FrameDecoder()
        var (frames, late) = ([Frame](), 0)
        var fault: WireError?
        for piece in pieces {
            let isLate = fault != nil
            do throws(WireError) {
                try decoder.feed(piece) { (frame) throws(WireError) in
                    if isLate { late += 1 } else { frames.append(frame) }
                }
            } catch {
                fault = fault ?? error
            }
        }
        (self.frames, self.fault, self.late) = (frames, fault, late)
        isWhole = decoder.isWhole
        checked = decoder.checkedCount
        expanded = decoder.expandedCount
    }

    /// A body that comes in other pieces is the same body.
    func agrees(with other: BodyReading) throws(BrokenLaw) {
        try law(late == 0 && other.late == 0, "something was read behind a fault")
        // How far a limit lies depends on how much came at a time.
        if fault?.fault == .tooLarge || other.fault?.fault == .tooLarge { return }
        // The library is stricter with a frame that comes at once: it refuses an empty compressed block.
        let both = min(frames.count, other.frames.count)
        if fault?.fault == .badCompression || other.fault?.fault == .badCompression {
            return try law(
                frames.prefix(both) == other.frames.prefix(both), "other frames before a fault")
        }
        try law(
            (fault == nil) == (other.fault == nil),
            "refused or not by its pieces: \(String(describing: (fault, other.fault)))")
        try law(checked == other.checked, "believed to another end by its pieces")
        guard fault == nil else {
            return try law(
                frames.prefix(checked) == other.frames.prefix(checked), "believed are other frames")
        }
        try law(frames == other.frames, "other frames by its pieces")
        try law(isWhole == other.isWhole, "whole or not by its pieces")
    }
}

extension [UInt8] {
    /// The same bytes, cut in places that follow from them.
    fileprivate var pieces: [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        var step = 1
        while start < count {
            let end = Swift.min(count, start + step)
            pieces.append(Array(self[start..<end]))
            start = end
            step = 1 + Int(self[end - 1] % 61)
        }
        return pieces
    }
}

extension [Frame] {
    /// A body that holds these; `nil` where a writer would have split it.
    fileprivate var encoded: [UInt8]? {
        var encoder = FrameEncoder()
        var more = false
        for frame in self {
            switch frame {
            case .hello(let hello): encoder.append(hello)
            case .transaction(let bytes, let expanded, let personal):
                encoder.append(bytes: bytes, expandedCount: expanded, personal: personal)
            case .notice(let notice): encoder.append(notice)
            case .locator(let locator): encoder.append(locator)
            case .news(let news): encoder.append(news)
            case .trimmed(let scopes): encoder.append(trimmed: scopes)
            case .signatures(let heads):
                guard !heads.isEmpty else { return nil }
                encoder.append(signatures: heads)
            case .unsigned(let ends):
                guard !ends.isEmpty else { return nil }
                encoder.append(unsigned: ends)
            case .end(_, let isMore): more = isMore
            }
        }
        return encoder.finish(more: more)
    }
}

extension Frame {
    /// The frame without what a writer settles for itself: the order within it, and what it packs.
    fileprivate var settled: Frame {
        switch self {
        case .trimmed(let scopes): return .trimmed(scopes.sorted())
        case .signatures(let heads):
            let streams = Set(heads.map(\.stream)).sorted()
            return .signatures(streams.flatMap { stream in heads.filter { $0.stream == stream } })
        case .transaction(let bytes, let expanded?, let personal):
            guard let plain = try? ZstdDecompressor().expand(bytes, to: expanded) else {
                return self
            }
            return .transaction(bytes: plain, expandedCount: nil, personal: personal)
        default: return self
        }
    }
}

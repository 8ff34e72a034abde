/// Yields the frames of a body as its bytes arrive.
///
/// Memory is bounded: by the largest frame that is accepted, by the limits of the stream decoder, and
/// by a budget for what packed transactions will expand to, so that a bomb cannot be nested in one.
/// After an error nothing more is yielded.
public final class FrameDecoder {
    private let zstd = ZstdStreamDecoder()
    private var pending: [UInt8] = []
    private var sawMagic = false
    private var sawEnd = false
    /// What was wrong with the body: what came before it is still pending, and not to be read again.
    private var fault: WireError?
    private var notices = 0
    private var locators = 0
    private var signatures = 0
    private var packedExpansion = 0
    /// Frames read so far: the number of the one that an error is about.
    public private(set) var frameCount = 0
    public private(set) var transactions = 0
    private var yieldedCount = 0
    /// How many of the frames handed over came as they were sent, by a checksum behind them.
    public private(set) var checkedCount = 0

    public init() {}

    public var expandedCount: Int { zstd.expandedCount }

    /// Whether the `end` frame came, agrees with what came before it, and the checksum is right.
    public var isWhole: Bool { sawEnd && pending.isEmpty && zstd.isAtFrameEnd }

    /// Takes the next bytes of the body and hands over every frame they complete.
    public func feed(
        _ chunk: UnsafeRawBufferPointer, take: (Frame) throws(WireError) -> Void
    ) throws(WireError) {
        if let fault { throw fault }
        do throws(WireError) {
            try zstd.feed(chunk) { (part) throws(WireError) in
                pending.append(contentsOf: part)
                // A copy of a whole body for each frame would be quadratic; frames are taken in turn
                // and the rest is moved once.
                let used = try drain(take)
                if used > 0 { pending.removeFirst(used) }
                if zstd.isAtFrameEnd { checkedCount = yieldedCount }
            }
        } catch {
            fault = error
            throw error
        }
    }

    public func feed(
        _ chunk: [UInt8], take: (Frame) throws(WireError) -> Void
    ) throws(WireError) {
        var thrown: WireError?
        chunk.withUnsafeBytes { buffer in
            do throws(WireError) { try feed(buffer, take: take) } catch { thrown = error }
        }
        if let thrown { throw thrown }
    }

    private func drain(_ take: (Frame) throws(WireError) -> Void) throws(WireError) -> Int {
        var used = 0
        if !sawMagic {
            guard pending.count >= FrameType.magic.count else { return 0 }
            guard pending.starts(with: FrameType.magic) else {
                throw WireError(.unknownFormat, reading: "body", offset: 0)
            }
            sawMagic = true
            used = FrameType.magic.count
        }
        if sawEnd && used < pending.count {
            throw WireError(.trailingBytes, reading: "body", offset: frameCount)
        }
        while !sawEnd, let frame = try nextFrame(from: used) {
            used = frame.end
            if let value = try decode(frame) {
                yieldedCount += 1
                try take(value)
            }
            frameCount += 1
        }
        if sawEnd && used < pending.count {
            throw WireError(.trailingBytes, reading: "body", offset: frameCount)
        }
        return used
    }

    private struct Place {
        let type: UInt8
        let start: Int
        let end: Int
    }

    /// Where the next whole frame lies; `nil` while it has not arrived.
    private func nextFrame(from offset: Int) throws(WireError) -> Place? {
        guard offset < pending.count else { return nil }
        var length: UInt64 = 0
        var shift: UInt64 = 0
        var at = offset + 1
        while true {
            guard at < pending.count else { return nil }
            let byte = pending[at]
            length |= UInt64(byte & 0x7f) << shift
            at += 1
            if byte < 0x80 { break }
            shift += 7
            guard shift <= 28 else {
                throw WireError(.tooLarge, reading: "frame", offset: frameCount)
            }
        }
        guard length <= UInt64(FrameType.payloadMax(pending[offset])) else {
            throw WireError(.tooLarge, reading: "frame", offset: frameCount)
        }
        let end = at + Int(length)
        return end <= pending.count ? Place(type: pending[offset], start: at, end: end) : nil
    }

    private func decode(_ place: Place) throws(WireError) -> Frame? {
        guard (frameCount == 0) == (place.type == FrameType.hello) else {
            throw WireError(.inconsistent, reading: "hello", offset: frameCount)
        }
        switch place.type {
        case FrameType.plainTransaction, FrameType.packedTransaction, FrameType.plainPersonal,
            FrameType.packedPersonal:
            return try transaction(place)
        case FrameType.hello:
            return try read(place) { (reader) throws(WireError) in .hello(try reader.hello()) }
        case FrameType.notice, FrameType.laterNotice:
            notices += 1
            guard notices <= WireLimits.transactionsPerBodyMax else {
                throw WireError(.tooLarge, reading: "notices", offset: frameCount)
            }
            let isLater = place.type == FrameType.laterNotice
            return try read(place) { (reader) throws(WireError) -> Frame? in
                try reader.notice(passingUnknown: isLater).map { .notice($0) }
            }
        case FrameType.locator:
            locators += 1
            guard locators <= WireLimits.locatorsPerBodyMax else {
                throw WireError(.tooLarge, reading: "locators", offset: frameCount)
            }
            return try read(place) { (reader) throws(WireError) in .locator(try reader.locator()) }
        case FrameType.news:
            return try read(place) { (reader) throws(WireError) in
                .news(try reader.memberNews())
            }
        case FrameType.trimmed:
            return try read(place) { (reader) throws(WireError) in
                .trimmed(try reader.trimmedScopes())
            }
        case FrameType.signatures:
            return try read(place) { (reader) throws(WireError) in
                let heads = try reader.signedHeads()
                signatures += heads.count
                guard signatures <= WireLimits.signaturesPerFrameMax else {
                    throw WireError(.tooLarge, reading: "signatures", offset: frameCount)
                }
                return .signatures(heads)
            }
        case FrameType.unsigned:
            return try read(place) { (reader) throws(WireError) in
                .unsigned(try reader.unsignedEnds())
            }
        case FrameType.end: return try end(place)
        default: return nil
        }
    }

    private func transaction(_ place: Place) throws(WireError) -> Frame {
        transactions += 1
        guard transactions <= WireLimits.transactionsPerBodyMax else {
            throw WireError(.tooLarge, reading: "transactions", offset: frameCount)
        }
        let isPersonal =
            place.type == FrameType.plainPersonal || place.type == FrameType.packedPersonal
        let isPacked =
            place.type == FrameType.packedTransaction || place.type == FrameType.packedPersonal
        guard isPacked || isPersonal else {
            return .transaction(
                bytes: Array(pending[place.start..<place.end]), expandedCount: nil, personal: nil)
        }
        let frame = try read(place) { (reader) throws(WireError) -> Frame in
            var personal: [UInt8]?
            if isPersonal {
                let length = try reader.count(
                    "frame.personal", most: WireLimits.personalBytesMax)
                personal = Array(try reader.raw(length, "frame.personal"))
            }
            var count: Int?
            if isPacked {
                let length = try reader.count(
                    "frame.expanded", most: WireLimits.transactionBytesMax)
                packedExpansion += length
                count = length
            }
            let rest = try reader.raw(reader.remaining, "frame.bytes")
            return .transaction(bytes: Array(rest), expandedCount: count, personal: personal)
        }
        guard packedExpansion <= WireLimits.expandedBytesMax else {
            throw WireError(.tooLarge, reading: "expanded body", offset: frameCount)
        }
        return frame
    }

    private func end(_ place: Place) throws(WireError) -> Frame {
        try read(place) { (reader) throws(WireError) in
            let count = try reader.count("end.count", most: WireLimits.transactionsPerBodyMax)
            let more = try reader.byte("end.more")
            guard count == transactions, more < 2 else {
                throw WireError(.inconsistent, reading: "end", offset: frameCount)
            }
            sawEnd = true
            return .end(transactions: count, more: more == 1)
        }
    }

    private func read<Value>(
        _ place: Place, _ body: (inout ByteReader) throws(WireError) -> Value
    ) throws(WireError) -> Value {
        var result: Result<Value, WireError>?
        pending.withUnsafeBytes { buffer in
            result = Result { () throws(WireError) in
                var reader = ByteReader(.init(rebasing: buffer[place.start..<place.end]))
                let value = try body(&reader)
                guard reader.isAtEnd else { throw reader.failure(.trailingBytes, "frame") }
                return value
            }
        }
        guard let result else { preconditionFailure("the closure has run") }
        return try result.get()
    }
}

extension ByteReader {
    /// `nil` for a notice of a kind that is not known, where that is passed over.
    mutating func notice(passingUnknown: Bool) throws(WireError) -> ItemNotice? {
        let kind = ItemNotice.Kind(rawValue: try byte("notice.kind"))
        guard kind != nil || passingUnknown else { throw failure(.outOfRange, "notice.kind") }
        let dot = try text("notice.dot", most: ItemNotice.dotBytesMax)
        let detail = try text("notice.detail", most: ItemNotice.detailBytesMax)
        return kind.map { ItemNotice(kind: $0, dot: dot, detail: detail) }
    }
}

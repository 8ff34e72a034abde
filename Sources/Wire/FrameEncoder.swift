public import Causality

/// Collects the frames of one body and compresses them.
public struct FrameEncoder: Sendable {
    /// What one body may carry of transactions, so that hello, notices and frame heads fit as well.
    public static let payloadMax = WireLimits.bodyBytesMax - (1 << 20)
    /// Plain transactions from this length on are packed if that helps: the ratio of a body stays
    /// small, however well they compress.
    private static let packingBytesMin = 4 << 10

    /// Bytes of frames that share one checksum, at least: what a cut costs, and what an honest line
    /// pays for being believed. Pieces begin small and double, so that a line that always breaks after
    /// some kilobytes brings about half of them each time, and a good one pays for few checksums.
    private var pieceBytes: Int {
        min(Self.firstPieceBytes << min(seams.count, 8), Self.fullPieceBytes)
    }

    private static let firstPieceBytes = 4 << 10
    private static let fullPieceBytes = 128 << 10

    private var writer = ByteWriter(capacity: 4_096)
    /// Where one piece ends and the next begins.
    private var seams: [Int] = []
    public private(set) var transactions = 0
    /// Bytes of transactions so far as they lie in the log: what decides when a body is full. Frames
    /// hardly shrink further, so this bounds the compressed size from above.
    public private(set) var payloadCount = 0
    private var expandedCount = 0

    public init() { writer.raw(FrameType.magic) }

    /// What became of a transaction that was to be added.
    public enum Room: Sendable { case taken, full, neverFits }

    /// Adds a transaction if the limits of one body allow it. One that is larger than half a body
    /// travels alone; one that does not even fit alone cannot travel.
    public mutating func add(
        bytes: [UInt8], expandedCount more: Int?, personal: [UInt8]? = nil
    ) -> Room {
        let beside = personal?.count ?? 0
        if hasRoom(byteCount: bytes.count + beside, expandedCount: more.map { $0 + beside }) {
            append(bytes: bytes, expandedCount: more, personal: personal)
            return .taken
        }
        if transactions > 0 && max(bytes.count, more ?? 0) <= WireLimits.transactionBytesMax {
            return .full
        }
        guard more == nil, bytes.count <= WireLimits.transactionBytesMax else { return .neverFits }
        let packed = ZstdCompressor(level: 3).compress(bytes)
        guard hasRoom(byteCount: packed.count + beside, expandedCount: bytes.count) else {
            return .neverFits
        }
        append(bytes: packed, expandedCount: bytes.count, personal: personal)
        return .taken
    }

    /// Whether a transaction of this size still fits within the limits of one body.
    public func hasRoom(byteCount: Int, expandedCount more: Int?) -> Bool {
        guard transactions > 0 else {
            return byteCount <= Self.payloadMax && more ?? 0 <= WireLimits.transactionBytesMax
        }
        return transactions < WireLimits.transactionsPerBodyMax
            && payloadCount + byteCount <= WireLimits.bodyBytesMax / 2
            && expandedCount + byteCount + (more ?? byteCount) <= WireLimits.expandedBytesMax / 2
    }

    /// Adds a transaction that has room.
    public mutating func append(
        bytes: [UInt8], expandedCount more: Int?, personal: [UInt8]? = nil
    ) {
        if more == nil, bytes.count >= Self.packingBytesMin {
            let packed = ZstdCompressor(level: 1).compress(bytes)
            if packed.count < bytes.count - bytes.count / 8 {
                return append(bytes: packed, expandedCount: bytes.count, personal: personal)
            }
        }
        var head = ByteWriter(capacity: 8 + (personal?.count ?? 0))
        if let personal {
            head.varint(personal.count)
            head.raw(personal)
        }
        if let more { head.varint(more) }
        writer.byte(FrameType.transaction(isPacked: more != nil, isPersonal: personal != nil))
        writer.varint(head.bytes.count + bytes.count)
        writer.raw(head.bytes)
        writer.raw(bytes)
        transactions += 1
        if !holdsPieces && isPieceFull { endPiece() }
        payloadCount += bytes.count + (personal?.count ?? 0)
        expandedCount += bytes.count + (more ?? bytes.count) + (personal?.count ?? 0)
    }

    /// Whether whoever adds ends the pieces as well, because something belongs before their checksums.
    public var holdsPieces = false

    /// Whether there is enough behind the last checksum for another one.
    public var isPieceFull: Bool { writer.bytes.count - (seams.last ?? 0) >= pieceBytes }

    /// Lets a checksum stand behind what has been added so far: of a body that is cut behind it this
    /// much is believed.
    public mutating func endPiece() { seams.append(writer.bytes.count) }

    public mutating func append(_ hello: Hello) { frame(FrameType.hello, hello.encoded) }

    public mutating func append(_ notice: ItemNotice) {
        var payload = ByteWriter()
        payload.byte(notice.kind.rawValue)
        payload.text(notice.dot)
        payload.text(notice.detail.clipped(toBytes: ItemNotice.detailBytesMax))
        frame(
            notice.kind.isLater ? FrameType.laterNotice : FrameType.notice, payload.bytes)
    }

    public mutating func append(_ locator: StreamLocator) {
        frame(FrameType.locator, locator.encoded)
    }

    public mutating func append(_ news: MemberNews) { frame(FrameType.news, news.encoded) }

    public mutating func append(trimmed scopes: [ScopeID]) {
        var payload = ByteWriter()
        payload.varint(scopes.count)
        for scope in scopes.sorted() { payload.text(scope.name) }
        frame(FrameType.trimmed, payload.bytes)
    }

    public mutating func append(signatures heads: [SignedHead]) {
        guard !heads.isEmpty else { return }
        frame(FrameType.signatures, heads.encoded)
    }

    public mutating func append(unsigned ends: [UnsignedEnd]) {
        guard !ends.isEmpty else { return }
        frame(FrameType.unsigned, Array(ends.prefix(WireLimits.unsignedEndsMax)).encoded)
    }

    private mutating func frame(_ type: UInt8, _ payload: [UInt8]) {
        writer.byte(type)
        writer.varint(payload.count)
        writer.raw(payload)
    }

    /// Ends the body and gives its bytes.
    public mutating func finish(more: Bool) -> [UInt8] {
        var payload = ByteWriter()
        payload.varint(transactions)
        payload.byte(more ? 1 : 0)
        frame(FrameType.end, payload.bytes)
        // Small bodies are worth the slower level; large ones hold records that are packed already.
        let level: Int32 = writer.bytes.count < 1 << 20 ? 3 : 1
        let compressor = ZstdCompressor(level: level, checked: true)
        guard !seams.isEmpty else { return compressor.compress(writer.bytes) }
        var body: [UInt8] = []
        for (from, to) in zip([0] + seams, seams + [writer.bytes.count]) {
            body += compressor.compress(Array(writer.bytes[from..<to]))
        }
        return body
    }
}

extension String {
    /// The longest beginning of whole characters of at most `most` bytes.
    func clipped(toBytes most: Int) -> String {
        guard utf8.count > most else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: most)
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil {
            end = utf8.index(before: end)
        }
        return String(self[..<end])
    }
}

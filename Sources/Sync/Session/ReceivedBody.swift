public import Causality
public import Wire

/// The parts of a body, in whatever pieces it arrived.
public struct ReceivedBody {
    public private(set) var hello: Hello?
    public private(set) var records: [LogRecord] = []
    public private(set) var notices: [ItemNotice] = []
    public private(set) var locators: [StreamLocator] = []
    public private(set) var news: MemberNews?
    public private(set) var trimmed: [ScopeID] = []
    public private(set) var signatures: [SignedHead] = []
    public private(set) var unsigned: [UnsignedEnd] = []
    /// How many signatures each frame of them had.
    private var signatureCounts: [Int] = []
    /// Whether the sender has more than fitted into this body.
    public private(set) var hasMore = false
    /// What is wrong with it. From then on nothing more is taken.
    public private(set) var problem: SyncProblem?
    private let decoder = FrameDecoder()
    /// Whether each frame that was taken held the hello, a record, a notice, a locator or the end.
    private var parts: [Part] = []

    private enum Part {
        case hello, record, notice, locator, news, trimmed, signatures, unsigned, end
    }

    public init() {}

    /// Whether the body came to its end, and none of its bytes was changed on the way.
    public var isWhole: Bool { problem == nil && decoder.isWhole }
    public var expandedCount: Int { decoder.expandedCount }

    /// Takes the next bytes; throws the problem at the first that is found, and again ever after.
    public mutating func feed(_ chunk: UnsafeRawBufferPointer) throws(SyncProblem) {
        if let problem { throw problem }
        do throws(WireError) {
            try decoder.feed(chunk) { (frame) throws(WireError) in take(frame) }
        } catch {
            throw refuse(error)
        }
    }

    public mutating func feed(_ chunk: [UInt8]) throws(SyncProblem) {
        if let problem { throw problem }
        do throws(WireError) {
            try decoder.feed(chunk) { (frame) throws(WireError) in take(frame) }
        } catch {
            throw refuse(error)
        }
    }

    private mutating func refuse(_ error: WireError) -> SyncProblem {
        let found = SyncProblem(error, item: decoder.frameCount)
        problem = found
        return found
    }

    private mutating func take(_ frame: Frame) {
        switch frame {
        case .hello(let value):
            hello = value
            parts.append(.hello)
        case .transaction(let bytes, let expandedCount, let personal):
            records.append(
                LogRecord(bytes: bytes, expandedCount: expandedCount, personal: personal))
            parts.append(.record)
        case .notice(let notice):
            notices.append(notice)
            parts.append(.notice)
        case .locator(let locator):
            locators.append(locator)
            parts.append(.locator)
        case .news(let told):
            news = told
            parts.append(.news)
        case .trimmed(let scopes):
            trimmed = scopes
            parts.append(.trimmed)
        case .signatures(let heads):
            signatures += heads
            signatureCounts.append(heads.count)
            parts.append(.signatures)
        case .unsigned(let ends):
            unsigned = ends
            parts.append(.unsigned)
        case .end(_, let more):
            hasMore = more
            parts.append(.end)
        }
    }

    /// Forgets what a body that was cut has behind its last checksum: a line that breaks may also have
    /// changed what came last.
    mutating func keepChecked() {
        let checked = parts.prefix(decoder.checkedCount)
        let count = { (part: Part) in checked.count { $0 == part } }
        if count(.hello) == 0 { hello = nil }
        records.removeSubrange(count(.record)...)
        notices.removeSubrange(count(.notice)...)
        locators.removeSubrange(count(.locator)...)
        if count(.news) == 0 { news = nil }
        if count(.trimmed) == 0 { trimmed = [] }
        signatures = Array(
            signatures.prefix(signatureCounts.prefix(count(.signatures)).reduce(0, +)))
        if count(.unsigned) == 0 { unsigned = [] }
    }
}

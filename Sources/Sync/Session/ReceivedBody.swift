internal import Causality
public import Wire

/// The parts of a body, in whatever pieces it arrived.
public struct ReceivedBody {
    public private(set) var hello: Hello?
    public private(set) var records: [LogRecord] = []
    public private(set) var notices: [ItemNotice] = []
    /// Whether the sender has more than fitted into this body.
    public private(set) var hasMore = false
    private let decoder = FrameDecoder()

    public init() {}

    public var isWhole: Bool { decoder.isWhole }
    public var expandedCount: Int { decoder.expandedCount }

    /// Takes the next bytes. The first frame must be a hello.
    public mutating func feed(_ chunk: UnsafeRawBufferPointer) throws {
        do throws(WireError) {
            try decoder.feed(chunk) { (frame) throws(WireError) in try take(frame) }
        } catch {
            throw SyncProblem(error, item: decoder.frameCount)
        }
    }

    private mutating func take(_ frame: Frame) throws(WireError) {
        switch frame {
        case .hello(let value):
            guard hello == nil else {
                throw WireError(.inconsistent, reading: "hello", offset: decoder.frameCount)
            }
            hello = value
        case .transaction(let bytes, let expandedCount):
            guard hello != nil, records.count < WireLimits.transactionsPerBodyMax else {
                throw WireError(
                    hello == nil ? .inconsistent : .tooLarge, reading: "transaction",
                    offset: decoder.frameCount)
            }
            records.append(LogRecord(bytes: bytes, expandedCount: expandedCount))
        case .notice(let notice): notices.append(notice)
        case .end(_, let more): hasMore = more
        }
    }
}

import Causality
import Wire

/// Bodies for tests.
enum SampleBody {
    static func hello(_ encoder: inout FrameEncoder) {
        if let hello = sampleHello { encoder.append(hello) }
    }

    private static var sampleHello: Hello? {
        guard let anji = SiteID("anji"), let beijing = SiteID("beijing"),
            let stream = Stream("anji.2/site/anji")
        else { return nil }
        return Hello(
            identity: Origin(site: anji, epoch: 2), recipient: beijing, hub: beijing,
            schemaVersion: 7, vector: .full([StreamClaim(stream: stream, seq: 42, head: 0xC0FFEE)]))
    }

    /// A body with a hello, transactions of a few bytes each, a notice and an end; and its frames.
    static func make(transactions: Int) -> (frames: [Frame], bytes: [UInt8]) {
        var random = SplitMix64(seed: 31)
        var encoder = FrameEncoder()
        hello(&encoder)
        var frames = sampleHello.map { [Frame.hello($0)] } ?? []
        for number in 0..<transactions {
            let bytes = random.bytes(number % 30)
            let expanded = number % 3 == 0 ? number * 10 : nil
            encoder.append(bytes: bytes, expandedCount: expanded)
            frames.append(.transaction(bytes: bytes, expandedCount: expanded, personal: nil))
        }
        let notice = ItemNotice(kind: .held, dot: "anji.1/common:3", detail: "anji.1/common:2")
        encoder.append(notice)
        frames += [.notice(notice), .end(transactions: transactions, more: true)]
        return (frames, encoder.finish(more: true))
    }

    static func read(_ body: [UInt8]) throws -> [Frame] {
        let decoder = FrameDecoder()
        var frames: [Frame] = []
        try decoder.feed(body) { frames.append($0) }
        return frames
    }
}

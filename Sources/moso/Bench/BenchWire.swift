internal import Causality
internal import Sync
internal import Wire

/// What transactions weigh on their way.
enum BenchWire {
    /// Bytes of the bodies that carry the records, as an exchange packs them.
    static func bytes(of records: [LogRecord]) -> Int {
        var total = 0
        var encoder = FrameEncoder()
        for record in records {
            if !encoder.hasRoom(
                byteCount: record.bytes.count, expandedCount: record.expandedCount)
            {
                total += encoder.finish(more: true).count
                encoder = FrameEncoder()
            }
            encoder.append(bytes: record.bytes, expandedCount: record.expandedCount)
        }
        return total + encoder.finish(more: false).count
    }

    /// Bytes of the rows as tab-separated text under zstd -3: the least that anybody would send.
    static func tsv(_ work: Workload) -> Int {
        var text: [UInt8] = []
        for rows in work.rows {
            for row in rows {
                let line = [row.key.text] + row.values.map(\.description)
                text += Array(line.joined(separator: "\t").utf8) + [10]
            }
        }
        return ZstdCompressor(level: 3).compress(text).count
    }
}

public import Causality

// Who wrote a transaction?
//
// The connection says who *brings* something. Most of what a branch gets was written by others and is
// passed on by the hub; and a member who is let in could write under any name. So the author's site signs, with the
// key that it is known by. Not every transaction: each holds the hash of the one before, so one signature over
// the hash of a stream's end says of everything before it that this, and nothing else, is what the site
// wrote under these numbers. Whoever passes it on can change no byte and move no number.
//
// A site that signs two different hashes under one number, or ends that do not follow from one another, has
// proved with its own hand that there are two histories of it.

/// A site's signature over one end of one of its streams.
public struct SignedHead: Sendable, Hashable {
    /// The stream as its own transactions name it, whatever branch of a fork the hash belongs to.
    public let stream: Stream
    public let seq: UInt64
    /// The hash of the transaction with that number.
    public let hash: Digest256
    /// 64 bytes.
    public let signature: [UInt8]

    /// - Precondition: there are 64 bytes of signature.
    public init(stream: Stream, seq: UInt64, hash: Digest256, signature: [UInt8]) {
        precondition(signature.count == PublicKey.signatureByteCount, "a signature has 64 bytes")
        self.stream = stream.plain
        self.seq = seq
        self.hash = hash
        self.signature = signature
    }

    /// Signs with the site's key.
    public init(stream: Stream, seq: UInt64, hash: Digest256, by key: SigningKey) {
        let statement = SignedHead.statement(stream.plain, seq, hash)
        self.init(stream: stream, seq: seq, hash: hash, signature: key.sign(statement))
    }

    /// Whether one of these keys has signed it.
    public func isSigned(by keys: [PublicKey]) -> Bool {
        let statement = SignedHead.statement(stream, seq, hash)
        return keys.contains { $0.accepts(signature, over: statement) }
    }

    /// What is signed: `moso head 1`, the stream, the number and the hash.
    static func statement(_ stream: Stream, _ seq: UInt64, _ hash: Digest256) -> [UInt8] {
        var writer = ByteWriter(capacity: 128)
        writer.raw(Array("moso head 1".utf8))
        writer.origin(stream.origin)
        writer.text(stream.scope.name)
        writer.varint(seq)
        writer.raw(hash.bytes)
        return writer.bytes
    }
}

/// A stream of which the end is here without its author's signature.
public struct UnsignedEnd: Sendable, Hashable {
    /// As its own transactions name it.
    public let stream: Stream
    /// Up to where a signature reaches; 0 when there is none.
    public let signed: UInt64
    /// The last number that is here.
    public let seq: UInt64

    public init(stream: Stream, signed: UInt64, seq: UInt64) {
        self.stream = stream.plain
        self.signed = signed
        self.seq = seq
    }
}

// The two frames that carry them name a stream once for all of its numbers.

extension [SignedHead] {
    var encoded: [UInt8] {
        let streams = Set(map(\.stream)).sorted()
        var writer = ByteWriter()
        writer.varint(streams.count)
        for stream in streams {
            let heads = filter { $0.stream == stream }
            writer.origin(stream.origin)
            writer.text(stream.scope.name)
            writer.varint(heads.count)
            for head in heads {
                writer.varint(head.seq)
                writer.raw(head.hash.bytes)
                writer.raw(head.signature)
            }
        }
        return writer.bytes
    }
}

extension [UnsignedEnd] {
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.varint(count)
        for end in self {
            writer.origin(end.stream.origin)
            writer.text(end.stream.scope.name)
            writer.varint(end.signed)
            writer.varint(end.seq)
        }
        return writer.bytes
    }
}

extension ByteReader {
    mutating func signedHeads() throws(WireError) -> [SignedHead] {
        var heads: [SignedHead] = []
        for _ in 0..<(try count("signatures.streams", most: WireLimits.signaturesPerFrameMax)) {
            let stream = try plainStream("signatures.stream")
            let room = WireLimits.signaturesPerFrameMax - heads.count
            for _ in 0..<(try count("signatures.count", most: room)) {
                let seq = try number("signatures.seq")
                guard let hash = Digest256(bytes: try raw(Digest256.count, "signatures.hash"))
                else { preconditionFailure("a hash has 32 bytes") }
                let signature = Array(try raw(PublicKey.signatureByteCount, "signatures.bytes"))
                heads.append(
                    SignedHead(stream: stream, seq: seq, hash: hash, signature: signature))
            }
        }
        return heads
    }

    mutating func unsignedEnds() throws(WireError) -> [UnsignedEnd] {
        var ends: [UnsignedEnd] = []
        for _ in 0..<(try count("unsigned.streams", most: WireLimits.unsignedEndsMax)) {
            let stream = try plainStream("unsigned.stream")
            let signed = try varint("unsigned.signed")
            let seq = try number("unsigned.seq")
            guard signed < seq else { throw failure(.outOfRange, "unsigned.signed") }
            ends.append(UnsignedEnd(stream: stream, signed: signed, seq: seq))
        }
        return ends
    }

    private mutating func plainStream(_ reading: StaticString) throws(WireError) -> Stream {
        let stream = try stream()
        guard stream.origin.branch == nil else { throw failure(.outOfRange, "\(reading)") }
        return stream
    }

    private mutating func number(_ reading: StaticString) throws(WireError) -> UInt64 {
        let seq = try varint(reading)
        guard seq > 0, seq < 1 << 62 else { throw failure(.outOfRange, "\(reading)") }
        return seq
    }
}

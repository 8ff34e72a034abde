/// Why a manifest is not believed.
public enum ManifestRefusal: Error, Hashable, Sendable {
    /// It does not begin like one, or is longer than one may be.
    case noManifest
    /// Its form is of another version of moso.
    case otherVersion(UInt8)
    /// It was signed with a key that nobody named.
    case untrusted(KeyFingerprint)
    /// It was changed after it had been signed.
    case wrongSignature
    /// Signed, and yet not of the form that this version writes.
    case malformed(WireError)
}

extension SnapshotManifest {
    static let magic = Array("MOSOSNAP".utf8)
    /// The version of the form, of items and chunks too.
    public static let version: UInt8 = 1

    /// The bytes that travel: magic, version, the signer's public key, its signature over everything
    /// else, and the manifest.
    public func signed(with key: SigningKey) -> [UInt8] {
        var body = ByteWriter()
        body.manifest(self)
        let head = SnapshotManifest.magic + [SnapshotManifest.version] + key.publicKey.bytes
        return head + key.sign(head + body.bytes) + body.bytes
    }

    /// Reads a manifest whose signer is trusted. Nothing of it is read before the signature has been
    /// found right.
    public init(
        signed bytes: [UInt8], trusting isTrusted: (PublicKey) -> Bool
    ) throws(ManifestRefusal) {
        let headCount = SnapshotManifest.magic.count + 1 + PublicKey.byteCount
        let bodyStart = headCount + PublicKey.signatureByteCount
        guard bytes.starts(with: SnapshotManifest.magic),
            bytes.count > SnapshotManifest.magic.count,
            bytes.count <= WireLimits.manifestBytesMax
        else { throw .noManifest }
        let version = bytes[SnapshotManifest.magic.count]
        guard version == SnapshotManifest.version else { throw .otherVersion(version) }
        guard bytes.count > bodyStart,
            let key = PublicKey(bytes: Array(bytes[headCount - PublicKey.byteCount..<headCount]))
        else { throw .noManifest }
        guard isTrusted(key) else { throw .untrusted(key.fingerprint) }
        let body = Array(bytes[bodyStart...])
        guard key.accepts(Array(bytes[headCount..<bodyStart]), over: bytes[..<headCount] + body)
        else { throw .wrongSignature }
        do throws(WireError) {
            self = try ByteReader.whole(body) { reader throws(WireError) in
                try reader.manifest()
            }
        } catch {
            throw .malformed(error)
        }
    }
}

extension ByteReader {
    /// Reads something that must use up all of `bytes`.
    static func whole<Result>(
        _ bytes: [UInt8], _ body: (inout ByteReader) throws(WireError) -> Result
    ) throws(WireError) -> Result {
        let result = bytes.withUnsafeBytes { buffer -> Swift.Result<Result, WireError> in
            var reader = ByteReader(buffer)
            do throws(WireError) {
                let result = try body(&reader)
                guard reader.isAtEnd else { throw reader.failure(.trailingBytes, "end") }
                return .success(result)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

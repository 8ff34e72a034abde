/// Every maximum of what is accepted from a peer, checked before anything is allocated for it.
public enum WireLimits {
    /// Bytes of one request or reply body as it travels.
    public static let bodyBytesMax = 4 << 20
    /// Bytes of one body after decompression, counted by us while it is decompressed.
    public static let expandedBytesMax = 32 << 20
    /// Largest ratio of expanded to compressed bytes, applied from 1 MiB of output on.
    public static let ratioMax = 100
    /// Transactions in one body.
    public static let transactionsPerBodyMax = 512
    /// Canonical bytes of one transaction. It must fit into a body together with its frames.
    public static let transactionBytesMax = 16 << 20
    /// Bytes of the personal section of one transaction; a writer keeps to half of it, because the
    /// section grows when values are erased.
    public static let personalBytesMax = 2 << 20
    public static let operationsPerTransactionMax = 10_000
    /// Bytes of one text value.
    public static let textBytesMax = 256 << 10
    /// Entries of a context or vector, and streams named by one transaction.
    public static let vectorEntriesMax = 4_096
    /// Points of one locator, and locators in one body.
    public static let locatorPointsMax = 1_024
    public static let locatorsPerBodyMax = 64
    /// Signatures in one frame and in one body: each may cost its reader a tenth of a millisecond.
    public static let signaturesPerFrameMax = 1_024
    /// Streams of which one body asks for signatures.
    public static let unsignedEndsMax = 256
    /// Acknowledgements that are passed on in one body.
    public static let newsGroupsMax = 256
    /// Dots that one write may replace.
    public static let replacesMax = 10_000
    /// Tables and column sets named by one transaction; columns in one of them.
    public static let shapesMax = 1_000
    public static let columnsMax = 256
    /// Bytes of a table or column name.
    public static let nameBytesMax = 64
    public static let authorBytesMax = 256
    public static let reasonBytesMax = 4_096
    /// Members of a column group.
    public static let groupMembersMax = 16
    /// Size of the window a zstd frame may ask for, as a power of two: 8 MiB.
    public static let zstdWindowLogMax = 23
    /// Bytes of a snapshot's manifest.
    public static let manifestBytesMax = 4 << 20
    /// Scopes of one cut; a federation has tens.
    public static let snapshotScopesMax = 256
    public static let snapshotChunksMax = 65_536
    /// Bytes of content that one chunk may stand for, and of its zstd frame: what does not shrink
    /// grows by a few.
    public static let chunkBytesMax = 1 << 20
    public static let chunkFrameBytesMax = chunkBytesMax + (16 << 10)
    /// Bytes of one item of a snapshot: one row with all its siblings, or one transaction.
    public static let snapshotItemBytesMax = 64 << 20
}

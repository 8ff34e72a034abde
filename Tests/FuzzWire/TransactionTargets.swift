import Causality
import Wire

// Transactions, and the sections with their personal values.

extension WireTargets {
    /// The canonical bytes of a transaction: there is one form of each.
    static let transaction = FuzzTarget(
        "transaction", seeds: { Seeds.transactions },
        run: { bytes throws(BrokenLaw) in
            guard
                let found = try? TransactionDecoder.decode(bytes, previousContext: nil),
                let head = try? TransactionReader.header(of: bytes)
            else { return }
            try law(found.dot == head.dot, "the header alone says another dot")
            // Without its section nobody can write a transaction with personal values again.
            guard head.personalRoot == nil else { return }
            let again = TransactionEncoder.encode(found, previousContext: VersionVector())
            try law(again == bytes, "two forms of one transaction")
        })

    /// A section of personal values and a transaction that has been made to commit to it: the first
    /// two bytes are the section's length.
    static let personal = FuzzTarget(
        "personal", seeds: { Seeds.personal },
        run: { bytes throws(BrokenLaw) in
            guard bytes.count > 2 else { return }
            let cut = 2 + min(Int(bytes[0]) << 8 | Int(bytes[1]), bytes.count - 2)
            let section = Array(bytes[2..<cut])
            let read = try? PersonalSection(section)
            if let read {
                try law(read.bytes == section, "two forms of one section")
                var erased = read
                for at in erased.entries.indices { erased.erase(at) }
                try law(erased.root == read.root, "an erasure changes the commitment")
            }
            guard let (transaction, count) = Reseal.committed(Array(bytes[cut...]), to: read)
            else { return }
            transaction.withUnsafeBytes { buffer in
                section.withUnsafeBytes { beside in
                    guard let reader = try? TransactionReader(buffer, personal: beside) else {
                        return
                    }
                    try? reader.checkSection(beside)
                }
            }
            let with = try? TransactionDecoder.decode(
                transaction, personal: section, previousContext: nil)
            guard let with, let read else { return }
            let without = try? TransactionDecoder.decode(transaction, previousContext: nil)
            try law(without != nil, "it is read with its section and not without")
            try law(with.dot == without?.dot && count > 0, "another transaction with its section")
            try law(read.isMatched(by: transaction), "a section that was made for it is refused")
        })
}

/// Makes what stands around changed bytes anew.
enum Reseal {
    /// A transaction whose header commits to a section, and how long the header is; `nil` when the bytes do
    /// not begin with a header that has room for it.
    static func committed(
        _ bytes: [UInt8], to section: PersonalSection?
    ) -> (bytes: [UInt8], header: Int)? {
        let head = bytes.withUnsafeBytes { try? TransactionReader.header($0) }
        guard let head, head.header.personalRoot != nil else { return nil }
        var sealed = bytes
        if let section {
            sealed.replaceSubrange(head.count - Digest256.count..<head.count, with: section.root)
        }
        return (sealed, head.count)
    }
}

extension PersonalSection {
    fileprivate func isMatched(by transaction: [UInt8]) -> Bool {
        let section = bytes
        return transaction.withUnsafeBytes { buffer in
            section.withUnsafeBytes { beside in
                guard let reader = try? TransactionReader(buffer, personal: beside) else {
                    return false
                }
                return (try? reader.checkSection(beside)) != nil
            }
        }
    }
}

extension TransactionReader {
    fileprivate static func header(of bytes: [UInt8]) throws(WireError) -> TransactionHeader {
        let found = bytes.withUnsafeBytes { buffer -> Result<TransactionHeader, WireError> in
            Result { () throws(WireError) in try TransactionReader.header(buffer).header }
        }
        return try found.get()
    }
}

import Domain

/// What names a company in the keys of its records: its credit code if that is valid, else its
/// normalised name.
///
/// A name is written out instead of hashed, so that a person who sees a key knows what it means and
/// two sites that import the same team arrive at the same key.
enum CompanyKey {
    /// 40 Chinese characters: with it the longest derived key still fits in 200 bytes.
    static let nameBytesMax = 120

    static func part(name: String, code: LedgerCode) -> String {
        code.key?.text ?? normalised(name)
    }

    /// The name without blanks, half-width and in upper case: differences that only typing makes.
    static func normalised(_ name: String) -> String {
        TypedText.normalised(name).filter { !$0.isWhitespace }.uppercased()
    }
}

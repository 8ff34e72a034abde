/// How confidential a field is among those who may see the record it stands in.
///
/// Which sites get a copy of a record is settled by its scope. At one site, too, not everybody who opens a record needs
/// all of it: a price is between the site's manager, head office and the company, and how to reach somebody is for
/// whoever has to. The names of people are no secret among colleagues.
public enum FieldSecrecy: String, CaseIterable, Sendable {
    case open
    /// How to reach a person: telephone, WeChat, mail.
    case personal
    /// Rent, deposits, prices, what a contract is worth.
    case commercial

    private static let table: [String: [FieldSecrecy: Set<String>]] = [
        "person": [.personal: ["phone", "wechat", "email"]],
        "tenancy": [
            .personal: ["phone"], .commercial: ["deposit_fen", "rent_fen", "market_offer_fen"],
        ],
        "tenancy_term": [.commercial: ["rent_basis", "rent_fen", "escalation_bp"]],
        "seat": [.commercial: ["target_price_fen"]],
        "demand_match": [.commercial: ["value_fen"]],
        "record_note": [.commercial: ["amount_fen"]],
    ]

    /// - Parameters:
    ///   - column: of a kind of record; of one that is not known nothing is a secret, as nobody may see it.
    public init(of column: String, in kind: String) {
        self =
            FieldSecrecy.table[kind]?.first { $0.value.contains(column) }?.key ?? .open
    }

    /// Every field that is not open, by kind.
    static var named: [(kind: String, field: String)] {
        table.flatMap { kind, fields in
            fields.values.flatMap { $0.map { (kind: kind, field: $0) } }
        }
    }
}

public import Causality

/// The records that a ledger's sound rows stand for, as plain values: what to write where, without
/// a look at what is there already.
///
/// A pure function of the rows and the site. Keys follow from what a row says, so importing the
/// same file again plans the same records, and two sites that import the same company while apart
/// make one card:
///
/// | kind | key |
/// |---|---|
/// | `company` | `C-<company>`: the credit code if valid, else the normalised name |
/// | `seat` | `S-<site>-<label>` |
/// | `tenancy` | `T-<site>-<company>-<first day>` |
/// | `tenancy_term` | `M-<site>-<company>-<first day>-free` |
/// | `seat_assignment` | `A-<site>-<company>-<first day>-<label>` |
/// | `funding_round` | `F-<site>-<company>-<round>` |
///
/// What a ledger doesn't say is not made up: there is a free term, but no market term behind it;
/// the rent stands in the tenancy. An assignment has no end, because the end of the free period is
/// not that of the stay. A round has an amount but no state. Telephone numbers are personal data
/// that only the site and head office may hold, and a company's card goes everywhere, so they go
/// into the tenancy. A column that the file lacks says nothing: no field follows from it.
public struct LedgerPlan: Equatable, Sendable {
    public let site: SiteID
    /// Each key once per kind, referenced records before those that refer to them.
    public let records: [PlannedRecord]

    public init(rows: [LedgerRow], site: SiteID) {
        self.site = site
        var seen: Set<PlannedRecord.Identity> = []
        records = rows.flatMap { LedgerRowPlan(row: $0, site: site).records }
            .filter { seen.insert($0.identity).inserted }
    }
}

/// One record to write.
public struct PlannedRecord: Equatable, Sendable {
    /// A name of `NetworkSchema.kinds`.
    public let kind: String
    public let key: RecordKey
    /// The line of the file that it comes from; of several the first.
    public let line: Int
    /// In the order of the kind's declaration; fields the ledger says nothing about are missing.
    public let fields: [Field]

    public struct Field: Equatable, Sendable {
        public let name: String
        public let value: Value
        public let standing: Standing

        public init(_ name: String, _ value: Value, _ standing: Standing = .said) {
            self.name = name
            self.value = value
            self.standing = standing
        }
    }

    /// What a planned value has to say about a record that is here already.
    public enum Standing: Sendable {
        /// The file says so.
        case said
        /// The file says how the text begins, and lacks the column that the rest would come from.
        case beginning
        /// The file does not say so: only a new record needs a value.
        case assumed
    }

    struct Identity: Hashable {
        let kind: String
        let key: RecordKey
    }

    var identity: Identity { Identity(kind: kind, key: key) }

    /// `nil` when the record has no such field.
    public subscript(_ field: String) -> Value? { fields.first { $0.name == field }?.value }
}

internal import Workflows

/// The records that the story is about, found in what the ledger brought.
struct DemoCast {
    private(set) var tenancy = ""
    private(set) var company = ""
    private(set) var otherTenancy = ""
    private(set) var otherCompany = ""
    private(set) var seat = ""
    /// Rents as one types them, in yuan: what each end changes the same rent to.
    private(set) var lowerRent = ""
    private(set) var higherRent = ""
    /// What gives the seat away, at either end.
    private(set) var assignments: Set<String> = []

    init() {}

    /// From the answers of `record list`. Two companies with a rent of at least 10 yuan are needed.
    init(tenancies: JSON?, seats: JSON?) throws {
        let found = (tenancies?.array ?? []).compactMap { item -> (String, String, Int64)? in
            let columns = item["columns"]
            guard let id = item["id"]?.string, let company = columns?["company"]?.string,
                let rent = columns?["rent_fen"]?.integer, rent >= 1_000
            else { return nil }
            return (id, company, rent / 100)
        }
        guard let first = found.first, let second = found.first(where: { $0.1 != first.1 }),
            let seat = seats?.array?.first(where: { $0["columns"]?["label"]?.string == "D-001" }),
            let seatID = seat["id"]?.string
        else { throw DemoProblem.never(Catalogue.Demo.twoCompanies) }
        (tenancy, company) = (first.0, first.1)
        (otherTenancy, otherCompany) = (second.0, second.1)
        self.seat = seatID
        lowerRent = "\(first.2 * 8 / 10)"
        higherRent = "\(first.2 * 12 / 10)"
    }

    /// From the answer of `record list seat_assignment`.
    mutating func noteAssignments(_ list: JSON?) {
        for item in list?.array ?? [] where item["columns"]?["seat"]?.string == seat {
            if let id = item["id"]?.string { assignments.insert(id) }
        }
    }
}

/// A conflict by its two names.
struct DemoConflict: Equatable {
    let id: String
    let shortID: String

    init?(_ item: JSON) {
        guard let id = item["id"]?.string, let short = item["short_id"]?.string else { return nil }
        (self.id, shortID) = (id, short)
    }
}

/// The two conflicts of the story, as far as a site lists them.
struct ConflictPair {
    let rent: DemoConflict?
    let seat: DemoConflict?

    /// From the answer of `conflicts list`; a real ledger may bring others.
    init(in list: JSON?, about cast: DemoCast) {
        let items = list?.array ?? []
        rent = items.first {
            $0["record"]?["id"]?.string == cast.tenancy
                && $0["field"]?["name"]?.string == "rent_fen"
        }.flatMap(DemoConflict.init)
        seat = items.first {
            $0["rule"]?["code"]?.string == "X01"
                && $0["records"]?.array?.contains {
                    cast.assignments.contains($0["id"]?.string ?? "")
                } ?? false
        }.flatMap(DemoConflict.init)
    }
}

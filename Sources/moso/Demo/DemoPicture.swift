internal import Workflows

/// What the hub looks like when the demo opens: an incubator beside a university on Friday 11 August 2023,
/// full to the last seat, with a queue seven times its tenants. Counted from what the hub answers, not told.
struct DemoPicture {
    static let day = "2023-08-11"

    let seats: Int
    let assigned: Int
    let residents: Int
    /// Companies that asked or wait.
    let waiting: Int
    let visits: Int

    private static let living: Set<String> = ["moved-in", "market-rent", "notice", "moving-out"]
    private static let asking: Set<String> = ["enquiry", "received", "screening", "interview"]

    /// From the answers of reports and lists; `nil` where one is missing.
    init?(
        occupancy: JSON?, today: JSON?, tenancies: JSON?, entries: JSON?, applications: JSON?
    ) {
        guard let total = occupancy?["totals"],
            let seats = total["in_service"]?.integer, let assigned = total["assigned"]?.integer,
            let visits = today?["figures"]?.array?.first(where: { $0["name"] == "visits" })?[
                "value"]?
                .integer
        else { return nil }
        self.seats = Int(seats)
        self.assigned = Int(assigned)
        self.visits = Int(visits)
        let count = { (list: JSON?, field: String, of: Set<String>) in
            (list?.array ?? []).count { of.contains($0["columns"]?[field]?.string ?? "") }
        }
        residents = count(tenancies, "stage", Self.living)
        waiting = count(entries, "state", ["waiting"]) + count(applications, "state", Self.asking)
    }

    var isThatOfTheVisit: Bool {
        seats == 150 && assigned == 150 && residents == 15 && waiting == 102
    }
}

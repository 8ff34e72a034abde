/// What somebody is to the federation, which decides what the pages let them do.
public enum Role: String, CaseIterable, Sendable {
    /// Decides everything, and who else may come in.
    case director
    /// Head-office operations: the consolidated view, the queue, reports.
    case operations
    /// The capital team: investments, funds, valuations.
    case capital
    /// Assesses companies; sees what every site may see.
    case reviewer
    /// Runs a site: its tenancies, its waiting list, its contracts.
    case manager
    /// Front desk and property: visits, bookings, work orders.
    case desk
    /// Reads everything and writes nothing.
    case auditor
    /// Of a partner city: sees its own site in totals, and nothing else.
    case guest

    public var label: Phrase { Catalogue.People.role(self) }
}

internal import Causality
public import Domain
internal import Storage

// Who may do what.
//
// One table says it: role × area × verb. The routes ask it before they read or write anything, lists leave
// out what it does not grant, and the tests go through all of its cells, so there is no second place in
// which a right could be forgotten. What is not in it is not allowed.
//
// A second table says it for fields: who may see one record need not see all of it. What is hidden is left out wherever
// the record is told of: its page and its past, lists, forms, workbooks, what waits to be sent, the audit. Nobody
// decides or writes a field that they do not see.
//
// An area is what a page shows together. Records are grouped by where they are copied to, because that is
// how confidential they are: what all sites hold, what a site and the hub hold, what the capital team
// holds, what concerns one city.

/// A part of what the pages show.
public enum Area: String, CaseIterable, Sendable {
    case overview
    case reports
    /// Who may come in.
    case people
    /// What the daemon was told, and by whom.
    case settings
    /// Who decided what.
    case audit
    /// What a partner city sees of its own site.
    case guest
    /// Records that every site holds: companies, experts, demands.
    case network
    /// Records of a site: seats, tenancies, the waiting list, visits.
    case site
    /// Investments, funds and valuations.
    case capital
    /// Talks with a city.
    case city

    /// Those that hold records.
    public static let records: [Area] = [.network, .site, .capital, .city]

    /// Where records of a kind belong.
    public init(of kind: RecordKind) {
        switch kind.scope {
        case .fixed(let scope): self = Area(of: scope)
        case .siteOf: self = .site
        case .cityOf: self = .city
        }
    }
}

extension Area {
    /// Where the records of a scope belong.
    init(of scope: ScopeID) {
        if scope == .capital {
            self = .capital
        } else if scope.isOfCity {
            self = .city
        } else {
            self = scope.owner == nil ? .network : .site
        }
    }
}

/// What is done with it.
public enum Verb: String, CaseIterable, Sendable {
    case see
    /// Add and change records; of people, let in and shut out.
    case write
    /// Decide what two sites wrote differently.
    case decide
}

/// The table.
public enum Permission {
    /// - Returns: whether this role may do it.
    public static func allows(_ role: Role, _ verb: Verb, _ area: Area) -> Bool {
        table[role]?[area]?.contains(verb) ?? false
    }

    private static let all: Set<Verb> = [.see, .write, .decide]

    private static let table: [Role: [Area: Set<Verb>]] = [
        .director: [
            .overview: [.see], .reports: [.see], .people: [.see, .write], .settings: [.see],
            .audit: [.see], .guest: [.see],
            .network: all, .site: all, .capital: all, .city: all,
        ],
        .operations: [
            .overview: [.see], .reports: [.see], .settings: [.see], .audit: [.see],
            .guest: [.see],
            .network: all, .site: all, .capital: [.see], .city: all,
        ],
        .capital: [
            .overview: [.see], .reports: [.see],
            .network: [.see, .write], .site: [.see], .capital: all,
        ],
        .reviewer: [.network: [.see]],
        .manager: [
            .overview: [.see], .reports: [.see], .audit: [.see], .network: all, .site: all,
        ],
        .desk: [.overview: [.see], .network: [.see, .write], .site: [.see, .write]],
        .auditor: [
            .overview: [.see], .reports: [.see], .people: [.see], .settings: [.see],
            .audit: [.see], .guest: [.see],
            .network: [.see], .site: [.see], .capital: [.see], .city: [.see],
        ],
        .guest: [.guest: [.see]],
    ]
}

extension Permission {
    /// - Returns: whether this role may see fields that are as confidential as that, of records that it may see.
    public static func allows(_ role: Role, _ secrecy: FieldSecrecy) -> Bool {
        secrecy == .open || fields[role]?.contains(secrecy) ?? false
    }

    private static let fields: [Role: Set<FieldSecrecy>] = [
        .director: [.personal, .commercial], .operations: [.personal, .commercial],
        .capital: [.personal], .manager: [.personal, .commercial], .desk: [.personal],
        .auditor: [.personal, .commercial],
    ]
}

extension Role {
    /// Whether it may see a field of records of a kind, which it may see.
    public func maySee(_ field: String, of kind: String) -> Bool {
        Permission.allows(self, FieldSecrecy(of: field, in: kind))
    }

    /// Whether it may see a cell: a field, or a group of which it may see every member. Existence is no secret.
    func maySee(cell: String, of kind: String) -> Bool {
        let group = NetworkSchema.kind(kind)?.groups.first { $0.name == cell }
        return (group?.members ?? [cell]).allSatisfy { maySee($0, of: kind) }
    }

    public func may(_ verb: Verb, _ area: Area) -> Bool { Permission.allows(self, verb, area) }

    /// Of records of a kind; of one that is not known, nothing.
    public func may(_ verb: Verb, kind name: String) -> Bool {
        NetworkSchema.kind(name).map { may(verb, Area(of: $0)) } ?? false
    }
}

extension InboxItem {
    /// Whether a role may see what is in conflict here: all records that it is about, and the fields of them.
    public func isFor(_ role: Role) -> Bool { may(role, .see) }

    /// Whether a role may decide it.
    public func mayBeDecided(by role: Role) -> Bool { may(role, .decide) }

    private func may(_ role: Role, _ verb: Verb) -> Bool {
        switch content {
        case .cell(let cell):
            role.may(verb, kind: cell.table) && role.maySee(cell: cell.cell, of: cell.table)
        case .rule(let finding):
            finding.rows.allSatisfy { row in
                role.may(verb, kind: row.table)
                    && finding.columns.allSatisfy { role.maySee(cell: $0, of: row.table) }
            }
        case .fork(let fork): role.may(verb, Area(of: fork.stream.scope))
        }
    }
}

internal import Causality

/// What people do at a desk: few records and few values, so that they often meet.
struct RandomEdits {
    var draw: SeededGenerator
    let sites: [String]
    /// The position of the site they sit at.
    let writer: Int
    var holdsAll = false
    /// Whether rows are deleted, kept and made again most of the time.
    var isStormy = false
    /// Whether people mostly pass companies from one owner to the next.
    var isFickle = false
    /// Whether some know columns and tables that others do not have yet.
    var isMixed = false
    /// Whether many ask to be forgotten.
    var isForgetful = false
    /// Whether a quota is granted, lent and used.
    var isThrifty = false
    /// Whether people want what only one can have.
    var isCoveting = false
    /// Claims that somebody has made, with the position of the owning site.
    var claims: [ClaimMade] = []
    /// Rows that somebody has added, as far as the drawing goes: what happens to them later may fail.
    var added: Set<String> = []

    struct ClaimMade {
        let key: String
        let owner: Int
    }

    init(draw: SeededGenerator, sites: [String], writer: Int) {
        self.draw = draw
        self.sites = sites
        self.writer = writer
    }

    /// The operations of one edit; no row is named twice.
    mutating func operations() -> [EditOperation] {
        if draw.chance(isForgetful ? 15 : 2) {
            return [EditOperation(.erase, "company", "c\(draw.below(3))", column: "contact")]
        }
        if isThrifty, draw.chance(60) { return [move()] }
        if isCoveting, draw.chance(70) { return [claim()] }
        var operations: [EditOperation] = []
        for _ in 0...draw.below(2) {
            let next = operation()
            if !operations.contains(where: { $0.key == next.key }) { operations.append(next) }
        }
        return operations
    }

    /// A new claim on one of few things, or something about one that is there. That somebody writes
    /// "confirmed" into it without asking the desk happens too: any program can write rows.
    private mutating func claim() -> EditOperation {
        let mine = claims.filter { holdsAll || writer == 0 || $0.owner == writer }
        guard !mine.isEmpty, !draw.chance(35) else { return newClaim() }
        let claim = draw.pick(mine)
        var columns: [String: JSONValue] = [:]
        switch draw.below(10) {
        case 0..<4: return EditOperation(.confirm, "claim", claim.key)
        case 4..<7: columns["state"] = .string("confirmed")
        case 7..<9: columns = days()
        default: columns["state"] = .string(draw.pick(["ended", "displaced"]))
        }
        return EditOperation(.set, "claim", claim.key, columns: columns, seen: draw.chance(50))
    }

    private mutating func newClaim() -> EditOperation {
        let owner = holdsAll || writer == 0 ? draw.below(sites.count) : writer
        let key = "\(sites[owner])-k\(claims.count)"
        claims.append(ClaimMade(key: key, owner: owner))
        var columns = days()
        columns["site"] = .string(sites[owner])
        // A thing belongs to one site, whose word alone counts.
        columns["thing"] = .string(
            "\(sites[owner])-" + draw.pick(["seat", "seat", "seat", "room"]))
        columns["who"] = .string("w\(claims.count)")
        columns["state"] = .string(draw.chance(25) ? "confirmed" : "proposed")
        return EditOperation(.insert, "claim", key, columns: columns)
    }

    private mutating func days() -> [String: JSONValue] {
        let from = Int64(draw.below(4))
        return [
            "from_day": .integer(from),
            "to_day": draw.chance(10) ? .null : .integer(from + 1 + Int64(draw.below(4))),
        ]
    }

    /// A move of a share; of those that are not allowed nothing comes.
    private mutating func move() -> EditOperation {
        let isHub = writer == 0
        let branch = sites[1 + draw.below(sites.count - 1)]
        let kind = draw.pick(
            isHub
                ? ["grant", "lend", "lend", "lend", "spend", "release", "witness", "witness"]
                : ["spend", "spend", "spend", "lend", "release"])
        return EditOperation(
            .move, ShareMove.table.name, isHub ? branch : sites[0], column: kind,
            amount: Int64(1 + draw.below(kind == "grant" ? 20 : 6)))
    }

    private mutating func operation() -> EditOperation {
        if isMixed, draw.chance(15) {
            let key = "v\(draw.below(2))"
            return EditOperation(
                added.insert(key).inserted ? .insert : .set, "visit", key,
                columns: ["who": word()], seen: draw.chance(50))
        }
        let isLease = draw.chance(isFickle || isForgetful ? 10 : 60)
        // The records of the hub's own scope are held by the hub alone.
        let owner = holdsAll || writer == 0 ? draw.below(sites.count) : writer
        let site = sites[owner]
        let key = isLease ? "\(site)-\(draw.below(2))" : "c\(draw.below(3))"
        let table = isLease ? "lease" : "company"
        let isNew = added.insert(key).inserted
        let choice = draw.below(20)
        switch isNew ? 0 : isStormy ? [0, 1, 2, 3, 4, 17, 17, 17, 18, 19][choice / 2] : choice {
        case 0..<2:
            var columns = isLease ? leaseColumns(all: true) : companyColumns(all: true)
            if isLease { columns["site"] = .string(site) }
            return EditOperation(.insert, table, key, columns: columns)
        case 2..<14:
            let columns = isLease ? leaseColumns(all: false) : companyColumns(all: false)
            return EditOperation(.set, table, key, columns: columns, seen: draw.chance(50))
        case 14..<17 where isLease:
            return EditOperation(
                .add, table, key, column: "visits",
                amount: draw.chance(5) ? 1 << 53 + 1 : Int64(draw.below(9)) - 3)
        case 17: return EditOperation(.keep, table, key)
        default: return EditOperation(.delete, table, key)
        }
    }

    private mutating func leaseColumns(all: Bool) -> [String: JSONValue] {
        var columns: [String: JSONValue] = [
            "rent": number(), "label": word(), "first_seen": word(), "decided": word(),
            "top": number(), "low": number(),
            "stage": draw.chance(10)
                ? .null : .string(draw.pick(["draft", "signed", "closed", "extended", "odd"])),
            "tags": .string(draw.pick(["a", "b", "a,b", "c,a", ""])), "from_day": word(),
            "to_day": word(),
        ]
        if all { columns["visits"] = draw.chance(50) ? .integer(1) : .null }
        return all ? columns : some(of: columns)
    }

    private mutating func companyColumns(all: Bool) -> [String: JSONValue] {
        var columns: [String: JSONValue] = [
            "name": word(), "sectors": .string(draw.pick(["x", "y", "x,y", "z"])),
            "owner": .string(sites[draw.below(sites.count)]), "grade": number(),
        ]
        // A person's number, different each time, so that it can be looked for.
        if draw.chance(isForgetful ? 90 : 30) { columns["contact"] = .string("tel-\(draw.next())") }
        if isMixed, draw.chance(40) { columns["note"] = word() }
        if isFickle, !all {
            return some(of: columns.filter { ["owner", "grade"].contains($0.key) })
        }
        return all ? columns : some(of: columns)
    }

    /// One or two of them; which, by the order of names and not of the hash.
    private mutating func some(of columns: [String: JSONValue]) -> [String: JSONValue] {
        let names = columns.keys.sorted()
        var part: [String: JSONValue] = [:]
        for _ in 0...draw.below(2) {
            let name = draw.pick(names)
            part[name] = columns[name]
        }
        return part
    }

    private mutating func number() -> JSONValue {
        draw.chance(10) ? .null : .integer(Int64(draw.below(4)))
    }

    private mutating func word() -> JSONValue {
        draw.chance(10) ? .null : .string(draw.pick(["p", "q", "r", "租"]))
    }
}

internal import Causality
internal import Domain

/// Writes down what one site of the sample world has.
struct SampleAuthor {
    let world: SampleWorld
    /// Position in `SampleSite.all`.
    let at: Int
    private(set) var records: [SampleRecord] = []
    /// The companies whose cards this site keeps.
    let companies: [SampleCompany]
    let residents: [SampleCompany]
    private var numbers: [String: Int] = [:]

    init(world: SampleWorld, at: Int) {
        self.world = world
        self.at = at
        companies = world.companies.filter { $0.site == at }
        residents = companies.filter { $0.standing == .resident }
    }

    var here: SampleSite { SampleSite.all[at] }
    var isHub: Bool { at == 0 }
    var site: Value { .text(here.id.name) }
    var tenancies: [SampleTenancy] { world.tenancies[at].all }

    /// How many records of a kind this site has.
    func count(_ kind: String, isOpen: Bool = true) -> Int {
        world.volumes.bySite(kind, isOpen: isOpen)[at]
    }

    func random(_ kind: String, _ index: Int) -> SampleRandom {
        SampleRandom(seed: world.seed, kind, here.id.name, at: index)
    }

    /// A person of this site, by role: there are no others in the sample.
    func staff(_ index: Int) -> Value {
        .text("演示·\(here.place)\(SampleWords.officeRoles[index % 4])")
    }

    mutating func write() {
        writePlace()
        writeCompanies()
        writeQueue()
        writeTenancies()
        writeRounds()
        writeServices()
        writeFrontDesk()
        writeOutcomes()
        writeDemands()
        if isHub {
            writeGovernment()
            writeCapital()
            writeFeature()
        }
    }

    /// Adds a record with the next key of its kind at this site.
    @discardableResult
    mutating func add(_ kind: String, _ fields: [(String, Value?)]) -> RecordKey {
        let number = numbers[kind, default: 0]
        numbers[kind] = number + 1
        let key = RecordKey(sample: kind, here.id.name, number)
        add(kind, key, fields)
        return key
    }

    mutating func add(_ kind: String, _ key: RecordKey, _ fields: [(String, Value?)]) {
        records.append(SampleRecord(kind, key, fields))
    }

    /// The key that the record's own words make.
    @discardableResult
    mutating func addDerived(_ kind: String, _ fields: [(String, Value?)]) -> RecordKey {
        let told = Dictionary(fields.map { ($0.0, $0.1?.text) }) { $1 }
        let year = fields.first { $0.0 == "year" }?.1?.integer.map { "\($0)" }
        guard
            let key = NetworkSchema.kind(kind)?.derivedKey({ $0 == "year" ? year : told[$0] ?? nil }
            )
        else { preconditionFailure("\(kind) is named by what it says") }
        add(kind, key, fields)
        return key
    }

    func key(seat number: Int) -> RecordKey {
        RecordKey(checked: "S-\(here.id.name)-\(SampleAuthor.label(seat: number))")
    }

    /// `A-001` to `A-099`, then `B-001`.
    static func label(seat number: Int) -> String {
        let (row, place) = number.quotientAndRemainder(dividingBy: 99)
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ")
        let letter = row < letters.count ? "\(letters[row])" : "A\(row)"
        return "\(letter)-\((place + 1).padded(to: 3))"
    }
}

public import Causality
internal import Glibc
internal import Storage
internal import Wire

// The people of a site.
//
// Who may use the pages of this machine is this machine's own business: it is not replicated, and it does
// not stand in the database, which is copied, sent in for help and read by any tool. It lies beside it in a
// file that only its owner may read, one line of JSON for each person (docs/formats/people.md). `moso people`
// and the daemon both write it, so a writer holds a lock and puts a whole new file in its place; a reader
// needs no lock. It is read anew for each request: whoever is shut out is out at once.

/// The file in which a site's people stand.
public struct PeopleFile: Sendable {
    public static let name = "people.jsonl"
    public static let lockName = "people.lock"
    private static let bytesMost = 1 << 20
    private static let peopleMost = 1_000

    public let path: String
    private let directory: String

    /// - Parameter directory: that of the replica.
    public init(directory: String) {
        self.directory = directory
        path = "\(directory)/\(PeopleFile.name)"
    }

    /// Everybody, by name.
    ///
    /// - Throws: the problem `E-PEOPLE` when the file cannot be read, is not of that form, or somebody else
    ///   may read it.
    public func read() throws(Problem) -> [Person] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT { return [] }
            throw .peopleFile(path, Catalogue.Cause.system(errno))
        }
        defer { close(file) }
        var info = stat()
        guard fstat(file, &info) == 0 else {
            throw .peopleFile(path, Catalogue.Cause.system(errno))
        }
        guard info.st_mode & 0o077 == 0 else {
            throw .peopleFile(path, Catalogue.People.readableByOthers)
        }
        guard let bytes = File.read(path, most: PeopleFile.bytesMost),
            let people = PersonLine.people(of: bytes)
        else { throw .peopleFile(path, Catalogue.People.garbled) }
        return people
    }

    public func person(_ name: String) throws(Problem) -> Person? {
        try read().first { $0.name == name }
    }

    /// Changes who stands in it, while nobody else does.
    ///
    /// - Returns: what the change returns.
    public func change<Result>(
        _ change: (inout [Person]) throws(Problem) -> Result
    ) throws(Problem) -> Result {
        let lock = open(
            "\(directory)/\(PeopleFile.lockName)", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
            throw .fileUnwritable(path, why: Catalogue.Cause.system(errno))
        }
        defer { close(lock) }
        var people = try read()
        let result = try change(&people)
        guard people.count <= PeopleFile.peopleMost else { throw .tooManyPeople }
        people.sort { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }
        guard File.write(path, PersonLine.bytes(of: people)) else {
            throw .fileUnwritable(path, why: Catalogue.Cause.system(errno))
        }
        return result
    }

    /// Lets somebody in who has a one-time link, which is used up by that.
    ///
    /// - Parameter password: what they log in with from now on; `nil` leaves what is there.
    /// - Returns: `nil` when the link is not known, used up or too old.
    public func redeem(
        _ secret: String, password: PasswordRecord?, nowMilliseconds: UInt64
    ) throws(Problem) -> Person? {
        try change { people in
            guard let at = people.index(secret, nowMilliseconds) else { return nil }
            people[at].link = nil
            if let password { people[at].password = password }
            return people[at]
        }
    }

    /// Whose a link is that can still be used; `nil` for any other.
    public func owner(of secret: String, nowMilliseconds: UInt64) throws(Problem) -> Person? {
        let people = try read()
        return people.index(secret, nowMilliseconds).map { people[$0] }
    }

    /// Gives somebody a one-time link, and a place among the people if they have none.
    ///
    /// - Parameters:
    ///   - role: `nil` leaves the role that they have.
    ///   - site: the site that a guest sees; `nil` for every other role, and to leave that of a guest who keeps
    ///     theirs.
    /// - Returns: the person, and the path to be opened in a browser.
    /// - Throws: also the problem that no director would be left.
    public func invite(
        _ typed: String, role: Role?, site: SiteID? = nil, untilMilliseconds: UInt64,
        randomBytes: (Int) -> [UInt8]
    ) throws(Problem) -> (person: Person, path: String) {
        guard let name = Person.name(typed) else { throw .personName(typed) }
        // Without a site a guest would see nothing; with one nobody else would see less.
        guard role == nil || (role == .guest) == (site != nil) else { throw .guestSite(name) }
        let secret = OneTimeLink.secret(randomBytes(OneTimeLink.secretBytes))
        let link = OneTimeLink(
            digest: OneTimeLink.digest(of: secret), untilMilliseconds: untilMilliseconds)
        let person: Person = try change { (people: inout [Person]) throws(Problem) in
            if let at = people.firstIndex(where: { $0.name == name }) {
                let isDirector = people[at].role == .director
                guard
                    !isDirector || role ?? .director == .director
                        || people.count(where: { $0.role == .director }) > 1
                else { throw .lastDirector(name) }
                guard role != nil || site == nil || people[at].role == .guest else {
                    throw .guestSite(name)
                }
                people[at].link = link
                if let role { people[at].role = role }
                if role != nil || site != nil { people[at].site = site }
                return people[at]
            }
            guard let role else { throw .roleNeeded(name) }
            people.append(Person(name: name, role: role, site: site, link: link))
            return people[people.count - 1]
        }
        return (person, OneTimeLink.path + secret)
    }

    /// Takes somebody out.
    ///
    /// - Throws: the problem `E-NO-PERSON` for one who is not there, and that no director would be left among
    ///   the others.
    public func remove(_ name: String) throws(Problem) {
        try change { (people: inout [Person]) throws(Problem) in
            guard let person = people.first(where: { $0.name == name }) else {
                throw .noPerson(name, known: people.map(\.name))
            }
            guard
                people.count == 1 || person.role != .director
                    || people.count(where: { $0.role == .director }) > 1
            else { throw .lastDirector(name) }
            people.removeAll { $0.name == name }
        }
    }
}

extension [Person] {
    /// The place of the person whose link this is, if it can be used. Digests are compared, which tells
    /// nothing of a secret by the time it takes.
    fileprivate func index(_ secret: String, _ nowMilliseconds: UInt64) -> Int? {
        let digest = OneTimeLink.digest(of: secret)
        return firstIndex { person in
            person.link.map { $0.digest == digest && nowMilliseconds < $0.untilMilliseconds }
                ?? false
        }
    }
}

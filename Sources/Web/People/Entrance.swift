internal import Causality
internal import Wire
public import Workflows

/// Where people come in: who may, who is inside, and what letting them in takes.
public final class Entrance: Sendable {
    public let people: PeopleFile
    let passwords: Passwords
    let sessions = Sessions()
    let limit = LogInLimit()
    let onces = Onces()
    let nowMilliseconds: @Sendable () -> UInt64
    let randomBytes: @Sendable (Int) -> [UInt8]

    public init(
        people: PeopleFile, passwords: Passwords,
        nowMilliseconds: @escaping @Sendable () -> UInt64,
        randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.people = people
        self.passwords = passwords
        self.nowMilliseconds = nowMilliseconds
        self.randomBytes = randomBytes
    }

    /// Lets in whoever has just shown that they may, and gives the secret name of their session.
    public func admit(_ person: Person) -> String {
        sessions.begin(person, now: nowMilliseconds(), randomBytes: randomBytes)
    }

    /// The role of whoever is inside by this session and may be told that something was written; asking is no
    /// use of it. A guest is not told: when others work is none of their business.
    func listener(_ sessionName: String) throws -> Role? {
        guard let session = sessions.glance(sessionName, now: nowMilliseconds()),
            let person = try person(of: session),
            Area.records.contains(where: { person.role.may(.see, $0) })
        else { return nil }
        return person.role
    }

    /// Whose a session is; `nil` when they are shut out since, or have another way in.
    private func person(of session: Session) throws -> Person? {
        try people.person(session.person).flatMap { $0.wayIn == session.wayIn ? $0 : nil }
    }

    /// Who makes a request with such a session; `nil` when it is over or they are shut out since.
    func visitor(_ sessionName: String) throws -> Visitor? {
        guard let session = sessions.session(sessionName, now: nowMilliseconds()),
            let person = try person(of: session)
        else { return nil }
        return Visitor(
            name: person.name, role: person.role, site: person.site?.name,
            formToken: session.formToken,
            sessionName: sessionName)
    }
}

/// Somebody who is inside.
public struct Visitor: Sendable {
    let name: String
    let role: Role
    /// The site that a guest sees.
    let site: String?
    let formToken: String
    let sessionName: String

    /// What their drafts are kept under in a browser that others use too: 16 digits of SHA-256 over their name. It
    /// is not of the session, because a draft outlives that.
    var drafts: String { Visitor.drafts(of: name) }

    static func drafts(of name: String) -> String {
        String(Digest256(of: Array("moso drafts \(name)".utf8)).description.prefix(16))
    }
}

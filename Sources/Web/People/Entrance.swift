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
    public func admit(_ person: String) -> String {
        sessions.begin(person, now: nowMilliseconds(), randomBytes: randomBytes)
    }

    /// Whether somebody is inside by this session, which is no use of it.
    func isInside(_ sessionName: String) -> Bool {
        sessions.isLive(sessionName, now: nowMilliseconds())
    }

    /// Who makes a request with such a session; `nil` when it is over or they are shut out since.
    func visitor(_ sessionName: String) throws -> Visitor? {
        guard let session = sessions.session(sessionName, now: nowMilliseconds()),
            let person = try people.person(session.person)
        else { return nil }
        return Visitor(
            name: person.name, role: person.role, formToken: session.formToken,
            sessionName: sessionName)
    }
}

/// Somebody who is inside.
public struct Visitor: Sendable {
    let name: String
    let role: Role
    let formToken: String
    let sessionName: String
}

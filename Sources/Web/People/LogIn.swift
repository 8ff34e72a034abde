internal import Hummingbird
internal import Logging
internal import Workflows

/// A request of somebody who is not inside yet.
struct Entry {
    let request: Request
    let language: Language
    let siteName: String
    /// What was posted; `nil` for a page that is looked at.
    let form: FormBody?
    /// What came too late and is carried along.
    var kept: KeptForm?

    func frame(_ title: Phrase) -> PageFrame {
        PageFrame(title: title, siteName: siteName, path: request.pageAddress, language: language)
    }
}

enum LogIn {
    static let path = "/login"
    static let passwordLeast = 10
    static let passwordMost = 200
}

extension WebResponder {
    /// GET and POST /login.
    func logIn(_ entry: Entry) async throws -> Response {
        let entrance = backend.entrance
        guard let form = entry.form else { return logInPage(entry, status: .ok) }
        var entry = entry
        entry.kept = KeptForm(carriedBy: form)
        let typed = form["name"] ?? ""
        let name = Person.name(typed) ?? ""
        let now = entrance.nowMilliseconds()
        let person = try entrance.people.person(name)
        let isKnown = person != nil
        if let seconds = entrance.limit.secondsToWait(name, isKnown: isKnown, now: now) {
            var response = logInPage(
                entry, typed: typed, Catalogue.People.waitSeconds(seconds), status: .tooManyRequests
            )
            response.headers[.retryAfter] = String(seconds)
            return response
        }
        entrance.limit.tries(name, isKnown: isKnown, now: now)
        let password = String((form["password"] ?? "").prefix(LogIn.passwordMost))
        guard try await entrance.passwords.matches(password, person?.password), let person else {
            logger.notice("log-in refused", metadata: ["name": "\(name)"])
            return logInPage(
                entry, typed: typed, Catalogue.People.wrongPassword, status: .unauthorized)
        }
        entrance.limit.succeeded(name)
        return letIn(person, entry, to: form["next"] ?? "/")
    }

    /// A session under a new name, in place of any that the browser has.
    private func letIn(_ person: Person, _ entry: Entry, to next: String) -> Response {
        let entrance = backend.entrance
        if let old = entry.request.cookies[SessionCookie.name(for: entry.request)] {
            entrance.sessions.end(old.value)
        }
        let name = entrance.admit(person)
        logger.info(
            "logged in", metadata: ["name": "\(person.name)", "role": "\(person.role.rawValue)"])
        // What another person typed here is theirs.
        let kept = entry.kept.flatMap { $0.owner == Visitor.drafts(of: person.name) ? $0 : nil }
        let next = kept.map { keep($0, name) } ?? next
        var response = Response.seeOther(HTML.Attribute.isOwn(next) ? next : "/")
        response.setCookie(
            SessionCookie.cookie(
                entry.request, name, maxAge: Int(Sessions.absoluteMilliseconds / 1_000)))
        return response
    }

    /// POST /logout
    func logOut(_ page: PageRequest) -> Response {
        backend.entrance.sessions.end(page.visitor.sessionName)
        var response = Response.seeOther(LogIn.path)
        response.setCookie(SessionCookie.cookie(page.request, "", maxAge: 0))
        return response
    }

    /// GET and POST /welcome/SECRET: the first log-in. Looking at it uses nothing up, because programs that
    /// preview links look too.
    func welcome(_ entry: Entry) async throws -> Response {
        let entrance = backend.entrance
        let secret = String(entry.request.uri.path.dropFirst(OneTimeLink.path.count))
        let now = entrance.nowMilliseconds()
        guard let owner = try entrance.people.owner(of: secret, nowMilliseconds: now) else {
            return linkUsedPage(entry)
        }
        guard let form = entry.form else { return welcomePage(entry, owner) }
        let password = form["password"] ?? ""
        if let fault = fault(of: password, again: form["again"] ?? "") {
            return welcomePage(entry, owner, fault)
        }
        let record = password.isEmpty ? nil : try await entrance.passwords.record(of: password)
        guard
            let person = try entrance.people.redeem(
                secret, password: record, nowMilliseconds: entrance.nowMilliseconds())
        else { return linkUsedPage(entry) }
        return letIn(person, entry, to: "/")
    }

    private func fault(of password: String, again: String) -> Phrase? {
        guard !(password.isEmpty && again.isEmpty) else { return nil }
        if !(LogIn.passwordLeast...LogIn.passwordMost ~= password.count) {
            return Catalogue.People.passwordLength(
                least: LogIn.passwordLeast, most: LogIn.passwordMost)
        }
        return password == again ? nil : Catalogue.People.passwordsDiffer
    }
}

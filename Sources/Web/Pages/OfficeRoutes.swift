internal import Causality
internal import Hummingbird
internal import Logging
internal import Workflows

// What head office keeps for itself: who may come in, what is set, who wrote what.

extension WebResponder {
    /// GET /audit
    func audit(_ page: PageRequest) async throws -> Response {
        try page.require(.see, .audit)
        var ask = JournalAsk()
        ask.author = page.query("author") ?? ""
        ask.site = page.query("site") ?? ""
        ask.decisions = page.query("decisions") == "1"
        ask.before = page.query("before")
        if page.wantsSheet {
            return .workbook(try await backend.journalSheet(ask, for: viewer(page)), "audit")
        }
        let view = try await backend.journal(ask, for: viewer(page))
        return .html(JournalPage(view: view, ask: ask, page: page).html())
    }

    /// GET /settings
    func settings(_ page: PageRequest) throws -> Response {
        try page.require(.see, .settings)
        return .html(SettingsPage(lines: backend.settingLines(), page: page).html())
    }

    /// Everything under /people.
    func people(_ page: PageRequest) throws -> Response {
        try page.require(page.form == nil ? .see : .write, .people)
        switch (page.form, page.request.uri.path) {
        case (nil, PeoplePage.path):
            let told = page.query("removed").map { Catalogue.PeoplePage.removed($0) }
            var view = try peoplePage(page, told: told)
            if let kept = page.kept {
                view.typed = (kept["name"] ?? "", kept["role"] ?? "", kept["site"] ?? "")
            }
            return .html(view.html())
        case (let form?, PeoplePage.invite): return try invite(form, page)
        case (let form?, PeoplePage.remove):
            let name = form["name"] ?? ""
            guard name != page.visitor.name else {
                return .html(
                    try peoplePage(page, fault: Catalogue.PeoplePage.notYourself).html(),
                    status: .unprocessableContent)
            }
            try backend.entrance.people.remove(name)
            logger.notice(
                "somebody was removed", metadata: ["name": "\(name)", "by": "\(page.visitor.name)"])
            return .seeOther("\(PeoplePage.path)?removed=\(name.percentEncoded)")
        // Where the page with a link is looked at again, or in the other language: the link is on it no more.
        case (nil, PeoplePage.invite): return .seeOther(PeoplePage.path)
        case (nil, PeoplePage.remove), (.some, PeoplePage.path):
            throw PageFault.wrongMethod
        default: throw PageFault.notThere
        }
    }

    private func peoplePage(
        _ page: PageRequest, told: Phrase? = nil, fault: Phrase? = nil
    ) throws -> PeoplePage {
        PeoplePage(
            people: try backend.entrance.people.read(), page: page, told: told, fault: fault)
    }

    private static let linkMilliseconds: UInt64 = 48 * 3_600_000

    /// POST /people/invite. The link stands on the page that answers, and on no other: it is kept nowhere.
    private func invite(_ form: FormBody, _ page: PageRequest) throws -> Response {
        let entrance = backend.entrance
        let (name, role) = (form["name"] ?? "", form["role"] ?? "")
        let site = form["site"].flatMap { SiteID($0.filter { !$0.isWhitespace }) }
        let refuse = { (fault: Phrase) -> Response in
            var view = try peoplePage(page, fault: fault)
            view.typed = (name, role, form["site"] ?? "")
            return .html(view.html(), status: .unprocessableContent)
        }
        guard let role = Role(rawValue: role) else {
            return try refuse(Catalogue.PeoplePage.noRole)
        }
        guard Person.name(name) != page.visitor.name || role == page.visitor.role else {
            return try refuse(Catalogue.PeoplePage.notYourRole)
        }
        guard role != .guest || site != nil else {
            return try refuse(Catalogue.PeoplePage.noSite)
        }
        let until = entrance.nowMilliseconds() + WebResponder.linkMilliseconds
        do {
            let (person, path) = try entrance.people.invite(
                name, role: role, site: role == .guest ? site : nil, untilMilliseconds: until,
                randomBytes: entrance.randomBytes)
            logger.notice(
                "somebody was invited",
                metadata: [
                    "name": "\(person.name)", "role": "\(role.rawValue)",
                    "by": "\(page.visitor.name)",
                ])
            var view = try peoplePage(page)
            view.made = (
                person.name, page.request.outerAddress + path,
                TimeText.local(Int64(clamping: until))
            )
            return .html(view.html())
        } catch let problem as Problem where problem.status == .unprocessableContent {
            return try refuse(
                Phrase(zh: problem.happened.zh, en: English.sentence(problem.happened.en)))
        }
    }
}

extension Request {
    /// Where a browser finds this server, as in `https://moso.example.cn`: as the web server in front says
    /// (`X-Forwarded-Host` and `-Proto`), else as it was asked. Good for a link that is shown to whoever asked, and for
    /// nothing that is decided: everybody may write such a header.
    var outerAddress: String {
        let said = headers.first("X-Forwarded-Host") ?? ""
        let isName =
            (1...255).contains(said.utf8.count)
            && said.utf8.allSatisfy { byte in
                let scalar = UnicodeScalar(byte)
                return scalar.isASCII && scalar.properties.isAlphabetic
                    || "0123456789.-:[]".utf8.contains(byte)
            }
        guard isName else { return "http://\(head.authority ?? "")" }
        return (headers.first("X-Forwarded-Proto") == "https" ? "https://" : "http://") + said
    }
}

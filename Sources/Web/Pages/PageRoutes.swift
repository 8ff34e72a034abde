internal import Hummingbird
internal import Wire
internal import Workflows

// The pages.
//
// Whoever is not inside gets the log-in and nothing else. What a page needs of rights stands in the table of
// `Permission`, and each route asks it before it asks for anything of the replica. What is looked at changes
// nothing; what changes something is posted, checked by `FormGuard`, done, and answered with the address of a
// page that shows it (303), so that loading that page again does nothing twice.

/// One request for a page.
struct PageRequest {
    let request: Request
    let language: Language
    let siteName: String
    /// Who asks.
    let visitor: Visitor
    /// What was posted; `nil` for a page that is looked at.
    let form: FormBody?
    /// What was typed into this page's form before and not taken.
    let kept: KeptForm?
    /// How the site stands with the others.
    let standing: Phrase
    let nowMilliseconds: Int64
    /// Whether this is head office, where the day begins with the overview.
    let isHub: Bool

    /// The address with its query, without the language.
    var address: String { request.pageAddress }

    func frame(_ title: Phrase) -> PageFrame {
        var frame = PageFrame(
            title: title, siteName: siteName, path: address, language: language, visitor: visitor,
            standing: standing, isHub: isHub)
        frame.isKept = kept != nil
        frame.asOf = Catalogue.Live.asKnownHere(TimeText.local(nowMilliseconds))
        return frame
    }

    func query(_ name: String) -> String? {
        request.query(name)
    }

    /// The page of a list that is asked for, counted from 0, though people count from 1. Whoever types the
    /// address may write any number.
    var pageNumber: Int { max(1, query("page").flatMap { Int($0) } ?? 1) - 1 }

    /// Throws unless the visitor's role allows it.
    func require(_ verb: Verb, _ area: Area) throws {
        guard visitor.role.may(verb, area) else { throw PageFault.notAllowed }
    }

    /// Throws unless it may be done in one of these areas.
    func require(_ verb: Verb, anyOf areas: [Area]) throws {
        guard areas.contains(where: { visitor.role.may(verb, $0) }) else {
            throw PageFault.notAllowed
        }
    }
}

extension WebResponder {
    /// What a browser asks for, in its language.
    func page(_ request: Request) async throws -> Response {
        if request.uri.path == PageIcon.path { return PageIcon.response }
        let language = language(of: request)
        var response: Response
        do {
            response = try await answer(page: request, language)
        } catch let fault as PageFault {
            response = try await explain(fault, request, language)
        } catch let problem as Problem {
            response = try await explain(problem, request, language)
        } catch let problem as WebProblem where problem.code.hasPrefix("form") {
            log(problem, request)
            response = try await explain(form: problem, request, language)
        } catch let problem as WebProblem {
            throw problem
        } catch {
            let problem = await backend.explain(error)
            response = try await explain(problem, request, language)
        }
        response.headers[.contentLanguage] = language.tag
        if request.query("lang") != nil {
            response.setCookie(
                Cookie(
                    name: LanguageCookie.name, value: language.rawValue, maxAge: 365 * 86_400,
                    path: "/", httpOnly: true, sameSite: .strict))
        }
        return response
    }

    private func answer(page request: Request, _ language: Language) async throws -> Response {
        let path = request.uri.path
        let isPost = request.method == .post
        guard isPost || request.method == .get || request.method == .head else {
            throw PageFault.wrongMethod
        }
        if isPost { try FormGuard.checkOrigin(of: request) }
        if path == LogIn.path || path.hasPrefix(OneTimeLink.path) {
            let entry = Entry(
                request: request, language: language, siteName: try await backend.siteName(),
                form: isPost
                    ? try await FormBody(of: request, most: FormBody.strangersMost) : nil)
            return try await path == LogIn.path ? logIn(entry) : welcome(entry)
        }
        if path == "/events", !isPost { return try await events(request) }
        guard let visitor = try visitor(of: request) else {
            throw PageFault.noSession(isLost: isPost, kept: isPost ? await kept(request) : nil)
        }
        let fileMost = path == ExchangeAddress.bring ? WireLimits.bodyBytesMax : 0
        let form = isPost ? try await FormBody(of: request, fileMost: fileMost) : nil
        do {
            if let form { try FormGuard.check(form, of: visitor) }
        } catch {
            guard let kept = form.flatMap({ KeptForm($0, sentTo: request) }),
                kept.owner == visitor.drafts
            else { throw error }
            throw PageFault.otherOrigin(kept: keep(kept, visitor.sessionName))
        }
        return try await route(
            PageRequest(
                request: request, language: language, siteName: try await backend.siteName(),
                visitor: visitor, form: form,
                kept: isPost
                    ? nil
                    : backend.entrance.sessions.kept(
                        request.query(KeptForm.query) ?? "", visitor.sessionName),
                standing: try await backend.standing(for: visitor.role).told(
                    nowMilliseconds: backend.entrance.nowMilliseconds()),
                nowMilliseconds: Int64(clamping: backend.entrance.nowMilliseconds()),
                isHub: backend.isHub))
    }

    /// Everything for those who are inside.
    private func route(_ page: PageRequest) async throws -> Response {
        let path = page.request.uri.path
        switch (page.form == nil, path) {
        case (true, "/") where !page.isHub && SitePage.today.isFor(page.visitor.role):
            return .seeOther(TodayPage.path)
        case (true, "/"), (true, OverviewPage.path): return try await overview(page)
        case (true, TodayPage.path): return try await today(page)
        case (_, OutboxPage.path), (_, OutboxPage.takeBack): return try await outbox(page)
        case (true, ChartsPage.path): return try await charts(page)
        case (true, GuestPage.path): return try await guest(page)
        case (true, JournalPage.path): return try await audit(page)
        case (true, SettingsPage.path): return try settings(page)
        case (_, PeoplePage.path), (_, PeoplePage.invite), (_, PeoplePage.remove):
            return try people(page)
        case (_, ExchangeAddress.path): return try await exchange(page)
        case (_, _) where path.hasPrefix(ExchangeAddress.path + "/"):
            return try await exchange(page)
        case (false, "/logout"): return logOut(page)
        case (false, "/"), (true, "/logout"): throw PageFault.wrongMethod
        case (_, QueueAddress.path): return try await queue(page)
        case (_, _) where path.hasPrefix(QueueAddress.path + "/"): return try await queue(page)
        case (_, RecordAddress.path): return try await records(page)
        case (_, _) where path.hasPrefix(RecordAddress.path + "/"): return try await records(page)
        case (true, ReportAddress.path):
            try page.require(.see, .reports)
            return .html(ReportsPage(page: page).html())
        case (true, _) where path.hasPrefix(ReportAddress.path + "/"):
            return try await report(page)
        default: throw PageFault.notThere
        }
    }

    /// GET /reports/ID, or with `list=` the records behind a figure of it.
    private func report(_ page: PageRequest) async throws -> Response {
        try page.require(.see, .reports)
        let name =
            String(page.request.uri.path.dropFirst(ReportAddress.path.count + 1))
            .percentDecoded ?? ""
        let site = page.query("site")
        guard let figure = page.query("list") else {
            let report = try await backend.report(name, site: site, for: viewer(page))
            if page.wantsSheet {
                return .workbook(report.sheet(page.language), report.kind.rawValue)
            }
            return .html(ReportPage(report: report, page: page).html())
        }
        let kind = try ReportDesk.kind(named: name)
        let list = try await backend.list(figure, of: name, site: site, for: viewer(page))
        if page.wantsSheet {
            return .workbook(
                list.records.sheet(kind.title, page.language), kind.rawValue + "-list")
        }
        return .html(
            ReportListPage(
                title: kind.title, back: ReportAddress.report(kind, site: site), list: list,
                page: page
            ).html())
    }

    /// GET /charts, or with `list=` the records behind a count of it.
    private func charts(_ page: PageRequest) async throws -> Response {
        try page.require(.see, .reports)
        guard let name = page.query("list") else {
            let charts = try await backend.charts(for: viewer(page))
            return .html(ChartsPage(charts: charts, page: page).html())
        }
        let list = try await backend.chartList(name, for: viewer(page))
        if page.wantsSheet {
            return .workbook(
                list.records.sheet(Catalogue.Charts.title, page.language), "charts-list")
        }
        return .html(
            ReportListPage(
                title: Catalogue.Charts.title, back: ChartsPage.path, list: list, page: page
            ).html())
    }

    private func visitor(of request: Request) throws -> Visitor? {
        guard let cookie = request.cookies[SessionCookie.name(for: request)] else { return nil }
        return try backend.entrance.visitor(cookie.value)
    }

    /// GET /: the consolidated view.
    private func overview(_ page: PageRequest) async throws -> Response {
        guard page.visitor.role.may(.see, .overview) else {
            guard page.request.uri.path == "/" else { throw PageFault.notAllowed }
            // Everybody starts here; who may not see it goes on to what they may.
            return .seeOther(
                SitePage.pages(isHub: page.isHub).first { $0.isFor(page.visitor.role) }?.path
                    ?? GuestPage.path)
        }
        let view = try await backend.overview(in: page.language, for: page.visitor.role)
        // The page offers no other number; the bounds are for those who type one.
        let refresh = page.query("refresh").flatMap { Int($0) }.map { min(max($0, 10), 3600) }
        return .html(
            view.document(
                in: page.language, visitor: page.visitor, standing: page.standing,
                refreshSeconds: refresh, isHub: page.isHub))
    }

    /// `?lang=`, else the language chosen before, else the first language of `Accept-Language` that is one of
    /// ours, else that of the configuration. A browser's list is nearly always in the order of
    /// preference; its weights are not read.
    func language(of request: Request) -> Language {
        if let asked = request.query("lang").flatMap({ Language(rawValue: $0) }) { return asked }
        if let chosen = request.cookies[LanguageCookie.name].flatMap({
            Language(rawValue: $0.value)
        }) {
            return chosen
        }
        let wanted = (request.headers[.acceptLanguage] ?? "").split(separator: ",").lazy
            .map { $0.drop { $0 == " " }.prefix { $0.isLetter }.lowercased() }
        return wanted.compactMap(Language.init(rawValue:)).first ?? options.language
    }
}

enum LanguageCookie {
    static let name = "moso_lang"
}

/// The cookie that carries the name of a session.
///
/// Browsers keep cookies by host and not by port, and several sites may run on one machine: so its name has the
/// port in it.
enum SessionCookie {
    static func name(for request: Request) -> String {
        let authority = request.head.authority ?? ""
        let port = authority.split(separator: ":").last.flatMap { Int($0) } ?? 80
        return "moso_session_\(port)"
    }

    static func cookie(_ request: Request, _ sessionName: String, maxAge: Int) -> Cookie {
        Cookie(
            name: name(for: request), value: sessionName, maxAge: maxAge, path: "/",
            httpOnly: true, sameSite: .strict)
    }
}

extension Request {
    /// A value of the query, written as in a form.
    func query(_ name: String) -> String? { FormBody(uri.query ?? "")?[name] }

    /// Path and query without `lang`, as a link within this server.
    var pageAddress: String {
        let query = (uri.query ?? "").split(separator: "&").filter {
            $0 != "lang" && !$0.hasPrefix("lang=")
        }.joined(separator: "&")
        let address = uri.path + (query.isEmpty ? "" : "?" + query)
        return HTML.Attribute.isOwn(address) ? address : "/"
    }
}

extension Response {
    static func html(_ document: String, status: HTTPResponse.Status = .ok) -> Response {
        .text(document, type: "text/html; charset=utf-8", status: status)
    }

    /// To a page that shows what was done.
    static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}

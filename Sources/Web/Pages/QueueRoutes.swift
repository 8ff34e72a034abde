internal import Hummingbird
internal import Workflows

extension WebResponder {
    /// Everything under /queue.
    func queue(_ page: PageRequest) async throws -> Response {
        let isPost = page.form != nil
        try page.require(isPost ? .decide : .see, anyOf: Area.records)
        let rest = page.request.uri.path.dropFirst(QueueAddress.path.count)
        switch (page.form, rest) {
        case (nil, ""): return try await queueList(page)
        case (let form?, "/undo"): return try await undo(form, page)
        case (nil, "/undo"), (.some, ""): throw PageFault.wrongMethod
        default:
            let token = String(rest.dropFirst())
            guard rest.hasPrefix("/"), !token.isEmpty, token.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
            else {
                throw PageFault.notThere
            }
            for action in [CardAction.note, .bulk] where token.hasSuffix(action.rawValue) {
                return try await act(
                    action, on: String(token.dropLast(action.rawValue.count)), page)
            }
            guard let form = page.form else { return try await card(token, page) }
            return try await decide(token, form, page)
        }
    }

    func viewer(_ page: PageRequest) -> Viewer {
        var viewer = Viewer(
            name: page.visitor.name, role: page.visitor.role, language: page.language,
            nowMilliseconds: backend.entrance.nowMilliseconds())
        viewer.site = page.visitor.site
        return viewer
    }

    private func done(_ page: PageRequest) -> [PageDecision] {
        backend.entrance.sessions.decisions(page.visitor.sessionName)
    }

    private func queueList(_ page: PageRequest) async throws -> Response {
        let ask = QueueAsk(
            mine: page.query("mine") == "1", assigned: page.query("assigned") == "1",
            snoozed: page.query("later") == "1", kind: page.query("kind"),
            page: page.pageNumber)
        if page.wantsSheet {
            return .workbook(try await backend.sheet(ask, for: viewer(page)), "queue")
        }
        let view = try await backend.queue(ask, for: viewer(page))
        return .html(view.html(page, ask, done(page)))
    }

    private func card(_ token: String, _ page: PageRequest) async throws -> Response {
        let card = try await backend.card(token, for: viewer(page))
        let just = page.query("after") == nil ? nil : done(page).first
        var view = CardPage(card: card, page: page, justDecided: just)
        if page.query("noted") != nil { view.told = Catalogue.Noting.saved }
        if let kept = page.kept {
            (view.typedReason, view.typedValue) = (kept["reason"] ?? "", kept["value"] ?? "")
        }
        return .html(view.html())
    }

    /// What is done with a conflict besides deciding it: behind its own address.
    private enum CardAction: String {
        case note = "/note"
        case bulk = "/bulk"
    }

    private func act(
        _ action: CardAction, on token: String, _ page: PageRequest
    ) async throws -> Response {
        let (viewer, take) = (viewer(page), page.query("take") ?? page.form?["take"] ?? "")
        switch (action, page.form) {
        case (.note, nil): throw PageFault.wrongMethod
        case (.note, let form?):
            let typed = form["days"]?.filter { !$0.isWhitespace } ?? ""
            let days =
                typed.isEmpty
                ? nil
                : Int(
                    String(
                        typed.map { $0.wholeNumberValue.map(String.init) ?? String($0) }.joined()))
                    ?? -1
            // What only stood in the form is not written back: it may be somebody else's by now.
            let assignee = form["assignee"] == form["assignee_shown"] ? nil : form["assignee"]
            try await backend.note(token, assignee: assignee, days: days, for: viewer)
            return .seeOther(QueueAddress.card(token) + "?noted=1")
        case (.bulk, nil):
            // It asks for a decision, though looking at it writes nothing.
            try page.require(.decide, anyOf: Area.records)
            let view = try await backend.bulk(token, take: take, for: viewer)
            return .html(
                BulkPage(view: view, page: page, typedReason: page.kept?["reason"] ?? "").html())
        case (.bulk, let form?):
            let reason = form["reason"] ?? ""
            let outcome = try await backend.decideAll(
                token, take: take, shown: form["shown"] ?? "", reason: reason, for: viewer)
            switch outcome {
            case .decided(let made):
                backend.entrance.sessions.remember(made, page.visitor.sessionName)
                return .seeOther(QueueAddress.path)
            case .otherwise(let view):
                return .html(
                    BulkPage(
                        view: view, page: page, fault: Catalogue.Noting.changed, typedReason: reason
                    ).html(),
                    status: .conflict)
            case .reasonless(let view):
                return .html(
                    BulkPage(
                        view: view, page: page, fault: Catalogue.Noting.reasonNeeded,
                        typedReason: reason
                    ).html(),
                    status: .unprocessableContent)
            }
        }
    }

    /// POST /queue/ID
    private func decide(
        _ token: String, _ form: FormBody, _ page: PageRequest
    ) async throws -> Response {
        let (value, reason) = (form["value"] ?? "", form["reason"] ?? "")
        let (sessions, session) = (backend.entrance.sessions, page.visitor.sessionName)
        let name = Onces.name(session, page.request.uri.path, form)
        let next = { (made: PageDecision) -> Response in
            .seeOther(made.next.map { QueueAddress.card($0) + "?after=1" } ?? QueueAddress.path)
        }
        do {
            let made = try await backend.decide(
                token, choice: form["choice"] ?? "", value: value, reason: reason,
                for: viewer(page))
            sessions.remember(made, session, form: name)
            return next(made)
        } catch let problem as Problem {
            // The second click of two: the first has done it.
            if let made = sessions.decision(of: name, session) { return next(made) }
            // What was typed stands in the form again, beside what is true now.
            guard let card = try? await backend.card(token, for: viewer(page)) else {
                throw problem
            }
            let document = CardPage(
                card: card, page: page, justDecided: nil, fault: problem, typedReason: reason,
                typedValue: value
            ).html()
            return .html(document, status: problem.status)
        }
    }

    /// POST /queue/undo: one of the decisions of this session.
    private func undo(_ form: FormBody, _ page: PageRequest) async throws -> Response {
        let dot = form["decision"] ?? ""
        let (sessions, session) = (backend.entrance.sessions, page.visitor.sessionName)
        // The list under which the button stands; what others decided is taken back on the command line.
        guard done(page).contains(where: { $0.dot == dot }) else {
            if sessions.isUndone(dot, session) { return .seeOther(QueueAddress.path) }
            throw Problem.noTransaction(dot)
        }
        do {
            try await backend.undo(dot, reason: "", for: viewer(page))
        } catch let problem as Problem {
            // The second click of two, which came while the first was at work.
            if sessions.isUndone(dot, session) { return .seeOther(QueueAddress.path) }
            throw problem
        }
        sessions.forget(dot, session)
        return .seeOther(QueueAddress.path)
    }
}

internal import Synchronization
internal import Wire
internal import Workflows

// Sessions.
//
// A session is kept here and nowhere else: the browser holds a random name for it, and we hold the digest of
// that name, so nothing that can be read from this program's memory or files lets anybody in. A session ends
// after half an hour without a request, twelve hours after it began, when somebody logs out, when they log in
// anew, and with the program. Who it belongs to is looked up in the people's file at each request, so a
// changed role counts at once, and the session of somebody who was removed, invited anew, or came in by a link or
// a new password elsewhere is over: whoever took their place at a browser is out.

/// What is known of one log-in.
struct Session: Sendable {
    let person: String
    /// How they came in; one who has another way in now is not inside by this session.
    let wayIn: Digest256
    /// Stands in every form of the session; what is posted without it was not asked for by its page.
    let formToken: String
    let beganMilliseconds: UInt64
    var seenMilliseconds: UInt64
    /// What was decided in it and can be taken back, the newest first.
    var decisions: [PageDecision] = []
    /// Which form made which of them.
    var forms: [Digest256: PageDecision] = [:]
    /// Those that were taken back.
    var undone: Set<String> = []
    /// The file that was brought in it last.
    var upload: Upload?
    /// What was typed before it began and not taken, under the name in its form's address.
    var kept: (name: String, form: KeptForm)?
}

/// The log-ins that are open.
final class Sessions: Sendable {
    static let idleMilliseconds: UInt64 = 30 * 60_000
    static let absoluteMilliseconds: UInt64 = 12 * 3_600_000
    private static let most = 2_000

    private let open = Mutex<[Digest256: Session]>([:])

    /// Begins a session.
    ///
    /// - Returns: the secret name for the browser.
    func begin(_ person: Person, now: UInt64, randomBytes: (Int) -> [UInt8]) -> String {
        let name = Sessions.text(randomBytes(20))
        let session = Session(
            person: person.name, wayIn: person.wayIn, formToken: Sessions.text(randomBytes(20)),
            beganMilliseconds: now, seenMilliseconds: now)
        open.withLock { open in
            open = open.filter { Sessions.isLive($0.value, now) }
            if open.count >= Sessions.most,
                let oldest = open.min(by: { $0.value.seenMilliseconds < $1.value.seenMilliseconds })
            {
                open[oldest.key] = nil
            }
            open[Sessions.digest(name)] = session
        }
        return name
    }

    /// The session of that name, which this counts as use of; `nil` for one that is over.
    func session(_ name: String, now: UInt64) -> Session? {
        let digest = Sessions.digest(name)
        return open.withLock { open in
            guard var session = open[digest] else { return nil }
            guard Sessions.isLive(session, now) else {
                open[digest] = nil
                return nil
            }
            session.seenMilliseconds = max(session.seenMilliseconds, now)
            open[digest] = session
            return session
        }
    }

    /// The session of that name, without counting this as use of it; `nil` for one that is over.
    func glance(_ name: String, now: UInt64) -> Session? {
        let digest = Sessions.digest(name)
        return open.withLock { $0[digest] }.flatMap { Sessions.isLive($0, now) ? $0 : nil }
    }

    // MARK: What was decided

    /// A day's work of one person has fewer.
    private static let decisionsMost = 1_000

    func decisions(_ name: String) -> [PageDecision] {
        open.withLock { $0[Sessions.digest(name)]?.decisions ?? [] }
    }

    /// - Parameter form: the name of the form that made it.
    func remember(_ decision: PageDecision, _ name: String, form: Digest256? = nil) {
        let digest = Sessions.digest(name)
        open.withLock { open in
            guard var session = open[digest] else { return }
            session.decisions.insert(decision, at: 0)
            if session.decisions.count > Sessions.decisionsMost {
                let gone = session.decisions.removeLast()
                session.forms = session.forms.filter { $0.value != gone }
            }
            if let form { session.forms[form] = decision }
            open[digest] = session
        }
    }

    /// What this form decided already in this session.
    func decision(of form: Digest256, _ name: String) -> PageDecision? {
        open.withLock { $0[Sessions.digest(name)]?.forms[form] }
    }

    /// Forgets one that was taken back.
    func forget(_ dot: String, _ name: String) {
        let digest = Sessions.digest(name)
        open.withLock { open in
            guard var session = open[digest] else { return }
            session.decisions.removeAll { $0.dot == dot }
            session.forms = session.forms.filter { $0.value.dot != dot }
            session.undone.insert(dot)
            open[digest] = session
        }
    }

    /// Whether one was taken back in this session.
    func isUndone(_ dot: String, _ name: String) -> Bool {
        open.withLock { $0[Sessions.digest(name)]?.undone.contains(dot) ?? false }
    }

    // MARK: What was typed

    /// What a session keeps under this name.
    func kept(_ name: String, _ session: String) -> KeptForm? {
        guard !name.isEmpty else { return nil }
        let kept = open.withLock { $0[Sessions.digest(session)]?.kept }
        return kept.flatMap { $0.name == name ? $0.form : nil }
    }

    /// Keeps what was typed, in place of what was kept before.
    func keep(_ form: KeptForm, _ name: String, _ session: String) {
        open.withLock { $0[Sessions.digest(session)]?.kept = (name, form) }
    }

    // MARK: Files

    /// So many sessions have a file here; one more takes the place of the oldest's.
    private static let uploadsMost = 8

    func upload(_ name: String) -> Upload? {
        open.withLock { $0[Sessions.digest(name)]?.upload }
    }

    /// Keeps the file that a session brought, in place of the one before; `nil` takes it away.
    func keep(_ upload: Upload?, _ name: String) {
        let digest = Sessions.digest(name)
        open.withLock { open in
            open[digest]?.upload = upload
            let holders = open.filter { $0.value.upload != nil && $0.key != digest }
            guard upload != nil, holders.count >= Sessions.uploadsMost,
                let oldest = holders.min(by: {
                    $0.value.seenMilliseconds < $1.value.seenMilliseconds
                })
            else { return }
            open[oldest.key]?.upload = nil
        }
    }

    /// Changes the file that a session brought, while nobody else does, if it still is this one.
    func amend(_ upload: Upload, _ name: String, _ change: (inout Upload) -> Void) {
        let digest = Sessions.digest(name)
        open.withLock { open in
            guard var kept = open[digest]?.upload, kept.name == upload.name else { return }
            change(&kept)
            open[digest]?.upload = kept
        }
    }

    func end(_ name: String) {
        let digest = Sessions.digest(name)
        open.withLock { $0[digest] = nil }
    }

    private static func isLive(_ session: Session, _ now: UInt64) -> Bool {
        now < session.seenMilliseconds + idleMilliseconds
            && now < session.beganMilliseconds + absoluteMilliseconds
    }

    private static func digest(_ name: String) -> Digest256 {
        Digest256(of: Array("moso session \(name)".utf8))
    }

    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

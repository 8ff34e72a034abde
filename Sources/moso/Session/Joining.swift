internal import Causality
internal import Storage
internal import Sync
internal import Transport
internal import Wire
internal import Workflows

/// A site coming to its hub with a code: what `moso enrol join` and `moso init --from` have in common.
struct Joining {
    let session: Session
    let invitation: Invitation
    let own: SigningKey
    let address: PeerAddress
    private let loop: CurlLoop

    init(_ session: Session, by invitation: Invitation) throws {
        self.session = session
        self.invitation = invitation
        own = try KeyFile(directory: session.dataDirectory).readMaking(Machine.randomBytes)
        address = try PeerAddress(parsing: "https://\(invitation.address)")
        loop = try CurlLoop()
    }

    /// Four words that the hub shows as well.
    var words: Phrase { FourWords.of(invitation.statement(by: own.publicKey)) }

    /// To the hub that the code names, and to nobody else.
    var link: CurlLink {
        let keys = LinkKeys(own: own, peer: invitation.hub, wallSeconds: Machine.wallSeconds)
        return CurlLink(to: address, keys: keys, on: loop)
    }

    /// Throws where the four words could be compared by nobody, and nobody said to go on without.
    static func checkSomebodyAnswers(_ session: Session) throws {
        let mayAsk =
            Terminal.canAsk && !session.options.noInput && session.printer.mode != .json
        guard session.options.yes || mayAsk else {
            throw Problem.usage(Catalogue.Enrol.yesNeeded, help: "moso enrol join --help")
        }
    }

    /// From standard input: so it does not stay in the history of a shell, nor in any list of processes.
    static func codeFromInput(_ session: Session) -> String {
        if Terminal.canAsk { session.printer.note(Catalogue.Enrol.askCode) }
        return readLine() ?? ""
    }

    /// Throws where a code has ended for good: what somebody at the hub confirms can be heard of for a while after.
    func checkTime() throws {
        let most = UInt64(invitation.expirySeconds) + 2 * UInt64(Invitation.graceSeconds)
        guard session.now / 1_000 < most else {
            throw Problem.invitation(Catalogue.Enrol.fault(.expired))
        }
    }

    /// What is told of a code that does not enrol this site.
    func problem(_ fault: JoinFault, command: String) -> Problem {
        guard fault == .waits else { return .invitation(Catalogue.Enrol.fault(fault)) }
        let until = UInt64(invitation.expirySeconds + Invitation.graceSeconds) * 1_000
        return .enrolmentWaits(
            site: invitation.site.name, words: words, until: session.stamp(until),
            command: command)
    }

    /// Comes to the hub with the code; why that does not enrol this site, `nil` when it does.
    func present() async throws -> JoinFault? {
        let reply = await link.perform(
            PeerRequest(
                method: .post, path: JoinRequest.path,
                headers: [("Content-Type", JoinRequest.contentType)],
                body: JoinRequest(invitation, as: own.publicKey).bytes, replyBytesMax: 4_096),
            progress: nil)
        switch reply.failure?.kind {
        case nil: break
        // No code is out any more.
        case .notKnownThere:
            return session.now / 1_000 < UInt64(invitation.expirySeconds) ? .unknown : .expired
        default:
            let trouble = SyncTrouble(.link(reply.failure ?? .init(kind: .other, detail: "")))
            throw Problem.hubNotReached(address.description, trouble)
        }
        guard reply.status != 204 else { return nil }
        guard reply.status != 202 else { return .waits }
        let body = String(decoding: reply.body, as: UTF8.self)
        let type = (try? JSON(body))?["type"]?.string ?? ""
        let fault = JoinFault.allCases.first { type == "urn:moso:problem:enrol-\($0.rawValue)" }
        if let fault { return fault }
        throw Problem.hubNotReached(
            address.description, SyncTrouble(.status(reply.status, retryAfter: nil, detail: body)))
    }

    /// Throws unless a person says that the words are the same at the other end.
    func confirm() throws {
        session.printer.remark(Catalogue.Enrol.compareWords)
        session.printer.remark(words, indent: 4)
        guard !session.options.yes else { return }
        session.printer.note(Catalogue.Enrol.askSame)
        guard ["y", "yes", "是"].contains((readLine() ?? "").lowercased()) else {
            throw Problem.wordsDiffer(site: invitation.site.name)
        }
    }
}

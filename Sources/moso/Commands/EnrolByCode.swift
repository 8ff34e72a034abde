internal import ArgumentParser
internal import Causality
internal import Storage
internal import Sync
internal import Transport
internal import Wire
internal import Workflows

/// `moso enrol invite`: at the hub, a code for a site.
struct EnrolInvite: ParsableCommand {
    static let configuration = CommandConfiguration("invite", Catalogue.Help.enrolInvite)
    @OptionGroup var options: GlobalOptions
    @Option(help: Catalogue.Flag.enrolSite.help("SITE")) var site: String
    @Option(help: Catalogue.Flag.inviteAt.help("HOST:PORT")) var at: String
    @Option(help: Catalogue.Flag.inviteExpires.help("SPAN")) var expires: String = "24h"

    /// A week.
    private static let longestMilliseconds: Int64 = 7 * 86_400_000

    func run() throws {
        let session = try Session(options)
        guard let id = SiteID(site) else { throw Problem.siteName(site) }
        let span = try session.span(expires, flag: "--expires")
        guard 1_000...EnrolInvite.longestMilliseconds ~= span else {
            throw Problem.usage(Catalogue.Enrol.spanBounds, help: "moso enrol invite --help")
        }
        let address = try PeerAddress(parsing: "https://\(at)")
        guard address.basePath.isEmpty else { throw Problem.usage(Catalogue.Peers.Address.form) }
        let replica = try session.open(sealing: false)
        let own = try KeyFile(directory: session.dataDirectory).readMaking(Machine.randomBytes)
        let expiry = (session.now + UInt64(span)) / 1_000
        guard
            let invitation = Invitation(
                expirySeconds: UInt32(clamping: expiry), hub: own.publicKey,
                secret: Machine.randomBytes(Invitation.secretByteCount), site: id,
                address: "\(address.host):\(address.port)")
        else { throw Problem.usage(Catalogue.Peers.Address.form) }
        try replica.invite(
            id, by: invitation.key.publicKey, expiresMilliseconds: expiry * 1_000)
        session.document(
            "enrol.invite", replica,
            [
                "site": .string(site), "code": .string(invitation.code),
                "expires_at": .time(Int64(expiry) * 1_000),
            ])
        let until = session.stamp(expiry * 1_000)
        session.printer.remark(Catalogue.Enrol.invitation(site, until: until))
        session.printer.say(Phrase(verbatim: invitation.code))
        session.printer.remark(Catalogue.Enrol.howToJoin)
    }
}

/// `moso enrol join`: at a site, what the hub's code says.
struct EnrolJoin: AsyncParsableCommand {
    static let configuration = CommandConfiguration("join", Catalogue.Help.enrolJoin)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.joinCode.help("CODE")) var code: String?

    func run() async throws {
        let session = try Session(options)
        let mayAsk = Terminal.canAsk && !options.noInput && session.printer.mode != .json
        guard options.yes || mayAsk else {
            throw Problem.usage(Catalogue.Enrol.yesNeeded, help: "moso enrol join --help")
        }
        guard let invitation = Invitation(typed: try typed(session)) else {
            throw Problem.invitation(Catalogue.Enrol.mistyped)
        }
        let replica = try session.open(sealing: false)
        let meta = replica.meta
        guard meta.site != meta.hub, invitation.site == meta.site else {
            throw Problem.invitation(
                Catalogue.Enrol.forAnother(invitation.site.name, here: meta.site.name))
        }
        guard session.now / 1_000 < UInt64(invitation.expirySeconds) else {
            throw Problem.invitation(Catalogue.Enrol.fault(.expired))
        }
        let own = try KeyFile(directory: session.dataDirectory).readMaking(Machine.randomBytes)
        let address = try PeerAddress(parsing: "https://\(invitation.address)")
        let words = FourWords.of(invitation.statement(by: own.publicKey))
        try await present(invitation, own, address)
        let isRight = try confirm(session, words)
        guard isRight else { throw Problem.wordsDiffer(site: meta.site.name) }
        try replica.write {
            try replica.trust(invitation.hub, of: meta.hub, ownKey: own.publicKey)
            try replica.addPeer(url: address.description, site: meta.hub)
        }
        session.document(
            "enrol.join", replica,
            [
                "hub": .string(meta.hub.name), "url": .string(address.description),
                "fingerprint": .string(invitation.hub.fingerprint.description),
                "words": .string(session.text(words)),
            ])
        session.printer.say(Catalogue.Enrol.joined(meta.hub.name), mark: .done)
        session.printer.remark(Catalogue.Peers.nextSync, indent: 2)
    }

    /// From standard input where it is not given: so it does not stay in the history of a shell.
    private func typed(_ session: Session) throws -> String {
        if let code, code != "-" { return code }
        if Terminal.canAsk { session.printer.note(Catalogue.Enrol.askCode) }
        return readLine() ?? ""
    }

    /// Comes to the hub with the code.
    private func present(
        _ invitation: Invitation, _ own: SigningKey, _ address: PeerAddress
    ) async throws {
        let keys = LinkKeys(
            own: own, peer: invitation.hub, wallSeconds: Machine.wallSeconds)
        let link = CurlLink(to: address, keys: keys, on: try CurlLoop())
        let reply = await link.perform(
            PeerRequest(
                method: .post, path: JoinRequest.path,
                headers: [("Content-Type", JoinRequest.contentType)],
                body: JoinRequest(invitation, as: own.publicKey).bytes, replyBytesMax: 4_096),
            progress: nil)
        switch reply.failure?.kind {
        case nil: break
        // No code is out any more.
        case .notKnownThere: throw Problem.invitation(Catalogue.Enrol.fault(.unknown))
        default:
            let trouble = SyncTrouble(.link(reply.failure ?? .init(kind: .other, detail: "")))
            throw Problem.hubNotReached(address.description, trouble)
        }
        guard reply.status != 204 else { return }
        let body = String(decoding: reply.body, as: UTF8.self)
        let type = (try? JSON(body))?["type"]?.string ?? ""
        let fault = JoinFault.allCases.first { type == "urn:moso:problem:enrol-\($0.rawValue)" }
        if let fault { throw Problem.invitation(Catalogue.Enrol.fault(fault)) }
        throw Problem.hubNotReached(
            address.description, SyncTrouble(.status(reply.status, retryAfter: nil, detail: body)))
    }

    /// Whether a person says that the words are the same at the other end.
    private func confirm(_ session: Session, _ words: Phrase) throws -> Bool {
        session.printer.remark(Catalogue.Enrol.compareWords)
        session.printer.remark(words, indent: 4)
        guard !options.yes else { return true }
        session.printer.note(Catalogue.Enrol.askSame)
        return ["y", "yes", "是"].contains((readLine() ?? "").lowercased())
    }
}

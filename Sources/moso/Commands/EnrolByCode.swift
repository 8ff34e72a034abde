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
    @Flag(inversion: .prefixedNo, help: Catalogue.Flag.inviteConfirm.help) var confirm: Bool?

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
        let confirms = try confirm ?? isPartner(id, session)
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
            id, by: invitation.key.publicKey, expiresMilliseconds: expiry * 1_000,
            confirms: confirms)
        session.document(
            "enrol.invite", replica,
            [
                "site": .string(site), "code": .string(invitation.code),
                "expires_at": .time(Int64(expiry) * 1_000), "confirm": .bool(confirms),
            ])
        let until = session.stamp(expiry * 1_000)
        session.printer.remark(Catalogue.Enrol.invitation(site, until: until))
        session.printer.say(Phrase(verbatim: invitation.code))
        session.printer.remark(
            confirms ? Catalogue.Enrol.howToConfirm(site) : Catalogue.Enrol.howToJoin)
    }

    /// Whether people of a partner city have been let in here to look at the site.
    private func isPartner(_ site: SiteID, _ session: Session) throws -> Bool {
        try session.people.read().contains { $0.role == .guest && $0.site == site }
    }
}

/// `moso enrol join`: at a site, what the hub's code says.
struct EnrolJoin: AsyncParsableCommand {
    static let configuration = CommandConfiguration("join", Catalogue.Help.enrolJoin)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.joinCode.help("CODE")) var code: String?

    func run() async throws {
        let session = try Session(options)
        try Joining.checkSomebodyAnswers(session)
        guard let invitation = Invitation(typed: try typed(session)) else {
            throw Problem.invitation(Catalogue.Enrol.mistyped)
        }
        let replica = try session.open(sealing: false)
        let meta = replica.meta
        guard meta.site != meta.hub, invitation.site == meta.site else {
            throw Problem.invitation(
                Catalogue.Enrol.forAnother(invitation.site.name, here: meta.site.name))
        }
        let joining = try Joining(session, by: invitation)
        try joining.checkTime()
        if let fault = try await joining.present() {
            throw joining.problem(fault, command: "moso enrol join")
        }
        try joining.confirm()
        try replica.write {
            try replica.trust(
                invitation.hub, of: meta.hub, ownKey: joining.own.publicKey)
            try replica.addPeer(url: joining.address.description, site: meta.hub)
        }
        session.document(
            "enrol.join", replica,
            [
                "hub": .string(meta.hub.name), "url": .string(joining.address.description),
                "fingerprint": .string(invitation.hub.fingerprint.description),
                "words": .string(session.text(joining.words)),
            ])
        session.printer.say(Catalogue.Enrol.joined(meta.hub.name), mark: .done)
        session.printer.remark(Catalogue.Peers.nextSync, indent: 2)
    }

    private func typed(_ session: Session) throws -> String {
        if let code, code != "-" { return code }
        return Joining.codeFromInput(session)
    }
}

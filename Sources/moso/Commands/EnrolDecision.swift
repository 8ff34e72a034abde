internal import ArgumentParser
internal import Causality
internal import Storage
internal import Transport
internal import Wire
internal import Workflows

/// Somebody who came with a code, and waits for a person at the hub.
private struct WaitingJoin {
    let session: Session
    let replica: Replica
    let record: InvitationRecord
    let asking: InvitationRecord.Asking
    let own: PublicKey

    init(_ session: Session, site typed: String) throws {
        guard let site = SiteID(typed) else { throw Problem.siteName(typed) }
        self.session = session
        replica = try session.open(sealing: false)
        guard replica.meta.site == replica.meta.hub else {
            throw StorageError.hubOnly(replica.meta.hub)
        }
        own = try KeyFile(directory: session.dataDirectory).readMaking(Machine.randomBytes)
            .publicKey
        let waiting = try replica.invitations().first {
            $0.site == site && $0.isWaiting(at: session.now)
        }
        guard let waiting, let asking = waiting.asking else { throw Problem.noJoinWaits(typed) }
        (record, self.asking) = (waiting, asking)
    }

    var fingerprint: String { asking.key.fingerprint.description }

    var words: Phrase {
        FourWords.of(
            JoinStatement(
                invitation: record.key, hub: own, siteKey: asking.key, site: record.site))
    }

    func tell() {
        session.printer.remark(
            Catalogue.Enrol.whoWaits(
                record.site.name, at: session.stamp(asking.milliseconds), from: asking.from ?? "-",
                fingerprint: fingerprint))
        session.printer.remark(words, indent: 4)
    }

    func document(_ kind: String, _ more: [(String, JSON)] = []) {
        var details = JSON.Object()
        details["site"] = .string(record.site.name)
        details["fingerprint"] = .string(fingerprint)
        details["words"] = .string(words.en)
        for (name, value) in more { details[name] = value }
        session.document(kind, replica, .object(details))
    }
}

/// `moso enrol confirm`: at the hub, who came with a code is who was invited.
struct EnrolConfirm: ParsableCommand {
    static let configuration = CommandConfiguration("confirm", Catalogue.Help.enrolConfirm)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.enrolSite.help("SITE")) var site: String

    func run() throws {
        let session = try Session(options)
        let waiting = try WaitingJoin(session, site: site)
        waiting.tell()
        if !options.yes {
            guard try session.asksYes(Catalogue.Enrol.askSame, flag: "--yes") else {
                throw Problem.notConfirmedJoin(site: site)
            }
        }
        guard
            try waiting.replica.confirmJoin(
                waiting.record, ownKey: waiting.own, author: session.author)
        else { throw Problem.noJoinWaits(site) }
        waiting.document("enrol.confirm")
        session.printer.say(
            Catalogue.Enrol.added(site, fingerprint: waiting.fingerprint), mark: .done)
        session.printer.remark(Catalogue.Enrol.joinsAgain(site), indent: 2)
    }
}

/// `moso enrol refuse`: at the hub, who came with a code is not who was invited.
struct EnrolRefuse: ParsableCommand {
    static let configuration = CommandConfiguration("refuse", Catalogue.Help.enrolRefuse)
    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.enrolSite.help("SITE")) var site: String
    @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?

    func run() throws {
        let session = try Session(options)
        let waiting = try WaitingJoin(session, site: site)
        let command = "moso enrol refuse \(site)"
        guard let why = try session.reason(reason, command: command, mayBeNone: false) else {
            throw Problem.reasonMissing(command: command, mayBeNone: false)
        }
        guard try waiting.replica.refuseJoin(waiting.record, reason: why) else {
            throw Problem.noJoinWaits(site)
        }
        waiting.document("enrol.refuse", [("reason", .string(why))])
        session.printer.say(
            Catalogue.Enrol.didRefuse(site, fingerprint: waiting.fingerprint), mark: .done)
        session.printer.remark(Catalogue.Enrol.inviteAnew(site), indent: 2)
    }
}

internal import ArgumentParser
internal import Causality
internal import Storage
internal import Transport
internal import Workflows

struct PeersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "peers", Catalogue.Help.peers,
        [List.self, Add.self, Remove.self, Pause.self, Resume.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration("list", Catalogue.Help.peersList)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let view = PeerView(session, replica)
            let peers = try replica.peerRecords()
            let callers = try PeerView.callers(replica, peers)
            try session.document("peer.list", replica, .array(try peers.map(view.json)))
            if !callers.isEmpty {
                session.printer.remark(Catalogue.Peers.callers)
                session.printer.table(try view.table(ofCallers: callers), indent: 2)
            } else if peers.isEmpty {
                session.printer.remark(Catalogue.Peers.none)
            }
            if !peers.isEmpty { session.printer.table(try view.table(peers, withTries: true)) }
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration("add", Catalogue.Help.peersAdd)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.peerURL.help("URL")) var url: String
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help)
        var dryRun = false

        func run() throws {
            let session = try Session(options)
            let address = try session.peerAddress(url).description
            let replica = try session.open(sealing: false)
            if !dryRun { try replica.addPeer(url: address) }
            PeersCommand.tell(
                session, replica, "peer.add", address, dryRun: dryRun,
                would: Catalogue.Peers.wouldAdd(address),
                done: Catalogue.Peers.added(address))
            if !dryRun { session.printer.remark(Catalogue.Peers.nextSync, indent: 2) }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration("remove", Catalogue.Help.peersRemove)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.peer.help("PEER")) var peer: String
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help)
        var dryRun = false

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let address = try PeersCommand.address(of: peer, replica)
            if !dryRun { try replica.removePeer(url: address) }
            PeersCommand.tell(
                session, replica, "peer.remove", address, dryRun: dryRun,
                would: Catalogue.Peers.wouldRemove(address),
                done: Catalogue.Peers.removed(address))
        }
    }

    struct Pause: ParsableCommand {
        static let configuration = CommandConfiguration("pause", Catalogue.Help.peersPause)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.peer.help("PEER")) var peer: String
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help)
        var dryRun = false

        func run() throws { try PeersCommand.pause(options, peer, true, dryRun: dryRun) }
    }

    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration("resume", Catalogue.Help.peersResume)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.peer.help("PEER")) var peer: String
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help)
        var dryRun = false

        func run() throws { try PeersCommand.pause(options, peer, false, dryRun: dryRun) }
    }

    private static func pause(
        _ options: GlobalOptions, _ peer: String, _ paused: Bool, dryRun: Bool
    ) throws {
        let session = try Session(options)
        let replica = try session.open(sealing: false)
        let address = try address(of: peer, replica)
        if !dryRun { try replica.pausePeer(url: address, paused) }
        let done = paused ? Catalogue.Peers.paused(address) : Catalogue.Peers.resumed(address)
        tell(
            session, replica, paused ? "peer.pause" : "peer.resume", address, dryRun: dryRun,
            would: done, done: done)
    }

    private static func tell(
        _ session: Session, _ replica: Replica, _ kind: String, _ address: String, dryRun: Bool,
        would: Phrase, done: Phrase
    ) {
        session.printer.say(dryRun ? would : done, mark: dryRun ? nil : .done)
        if dryRun { session.printer.say(Catalogue.Word.nothingWritten) }
        session.document(
            kind, replica, ["url": .string(address), "dry_run": .bool(dryRun)])
    }

    /// The address of the peer that a site's name or an address stands for.
    private static func address(of text: String, _ replica: Replica) throws -> String {
        let typed = (try? PeerAddress(parsing: text).description) ?? text
        let found = try replica.peerRecords().filter { $0.url == typed || $0.site?.name == text }
        guard found.count <= 1 else {
            throw Problem.ambiguous(text, ids: found.map(\.url))
        }
        guard let peer = found.first else { throw Problem.noPeer(text) }
        return peer.url
    }
}

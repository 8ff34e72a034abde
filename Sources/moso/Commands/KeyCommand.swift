internal import ArgumentParser
internal import Causality
internal import Storage
internal import Wire
internal import Workflows

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "key", Catalogue.Help.key,
        [Show.self, Rotate.self, Recovery.self, Recover.self, Follow.self],
        defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration("show", Catalogue.Help.keyShow)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let key = try KeyFile(directory: session.dataDirectory)
                .readMaking(Machine.randomBytes).publicKey
            let bytes = key.hexadecimal
            let paper = try replica.recoveryKey()?.fingerprint.description
            session.document(
                "key", replica,
                [
                    "fingerprint": .string(key.fingerprint.description),
                    "public_key": .string(bytes), "recovery": .optional(paper),
                ])
            session.printer.say(Catalogue.Snapshot.key(fingerprint: key.fingerprint.description))
            session.printer.say(Catalogue.Snapshot.publicKey(bytes))
            let isHub = replica.meta.site == replica.meta.hub
            session.printer.remark(
                isHub
                    ? Catalogue.Snapshot.tell
                    : Catalogue.Snapshot.notTheHubsKey(hub: replica.meta.hub.name))
            if let paper {
                session.printer.remark(Catalogue.HubKey.paper(fingerprint: paper))
            } else if isHub {
                session.printer.note(Catalogue.HubKey.noPaper)
            }
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration("rotate", Catalogue.Help.keyRotate)
        @OptionGroup var options: GlobalOptions
        @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let why = try session.reason(reason, command: "moso key rotate")
            let key = try replica.requestNextKey(author: session.author, reason: why)
            session.document(
                "key.rotate", replica,
                [
                    "fingerprint": .string(key.fingerprint.description),
                    "public_key": .string(key.hexadecimal),
                ])
            let fingerprint = key.fingerprint.description
            let isHub = replica.meta.site == replica.meta.hub
            session.printer.say(
                isHub
                    ? Catalogue.HubKey.rotated(fingerprint: fingerprint)
                    : Catalogue.NextKey.made(fingerprint: fingerprint), mark: .done)
            if isHub { session.printer.remark(Catalogue.HubKey.codesVoid) }
        }
    }
}

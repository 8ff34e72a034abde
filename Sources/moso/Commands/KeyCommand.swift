internal import ArgumentParser
internal import Causality
internal import Storage
internal import Wire
internal import Workflows

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "key", Catalogue.Help.key, [Show.self, Rotate.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration("show", Catalogue.Help.keyShow)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let key = try KeyFile(directory: session.dataDirectory)
                .readMaking(Machine.randomBytes).publicKey
            let bytes = key.hexadecimal
            session.document(
                "key", replica,
                [
                    "fingerprint": .string(key.fingerprint.description),
                    "public_key": .string(bytes),
                ])
            session.printer.say(Catalogue.Snapshot.key(fingerprint: key.fingerprint.description))
            session.printer.say(Catalogue.Snapshot.publicKey(bytes))
            let isHub = replica.meta.site == replica.meta.hub
            session.printer.remark(
                isHub
                    ? Catalogue.Snapshot.tell
                    : Catalogue.Snapshot.notTheHubsKey(hub: replica.meta.hub.name))
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration("rotate", Catalogue.Help.keyRotate)
        @OptionGroup var options: GlobalOptions
        @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            guard replica.meta.site != replica.meta.hub else { throw Problem.hubKeyStays() }
            let why = try session.reason(reason, command: "moso key rotate")
            let key = try replica.requestNextKey(author: session.author, reason: why)
            session.document(
                "key.rotate", replica,
                [
                    "fingerprint": .string(key.fingerprint.description),
                    "public_key": .string(key.hexadecimal),
                ])
            session.printer.say(
                Catalogue.NextKey.made(fingerprint: key.fingerprint.description), mark: .done)
        }
    }
}

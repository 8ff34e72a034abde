internal import ArgumentParser
internal import Causality
internal import Storage
internal import Wire
internal import Workflows

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "key", Catalogue.Help.key, [Show.self], defaultSubcommand: Show.self)

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
}

internal import ArgumentParser
internal import Causality
internal import Storage
internal import Wire
internal import Workflows

extension KeyCommand {
    /// `moso key recovery`: at the hub, a key for the drawer.
    struct Recovery: ParsableCommand {
        static let configuration = CommandConfiguration("recovery", Catalogue.Help.keyRecovery)
        @OptionGroup var options: GlobalOptions
        @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let why = try session.reason(reason, command: "moso key recovery")
            let secret = Machine.randomBytes(RecoveryCode.secretByteCount)
            guard let code = RecoveryCode(secret: secret) else {
                preconditionFailure("so many bytes make a code")
            }
            let key = code.key.publicKey
            try replica.setRecoveryKey(key, author: session.author, reason: why)
            session.document(
                "key.recovery", replica,
                [
                    "code": .string(code.code),
                    "fingerprint": .string(key.fingerprint.description),
                ])
            session.printer.remark(Catalogue.HubKey.writeDown)
            session.printer.say(Phrase(verbatim: code.code))
            session.printer.remark(Catalogue.HubKey.howToUse)
        }
    }

    /// `moso key recover`: at the hub, when its key is lost or in other hands.
    struct Recover: ParsableCommand {
        static let configuration = CommandConfiguration("recover", Catalogue.Help.keyRecover)
        @OptionGroup var options: GlobalOptions
        @Option(help: Catalogue.Flag.reason.help("TEXT")) var reason: String?

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            let why = try session.reason(reason, command: "moso key recover")
            if Terminal.canAsk { session.printer.note(Catalogue.HubKey.askCode) }
            guard let code = RecoveryCode(typed: readLine() ?? "") else {
                throw Problem.recoveryMistyped()
            }
            let said = try replica.recoverHubKey(by: code, author: session.author, reason: why)
            session.document(
                "key.recover", replica,
                [
                    "fingerprint": .string(said.new.fingerprint.description),
                    "public_key": .string(said.new.hexadecimal),
                    "carried": .string(said.carriedText),
                ])
            session.printer.say(
                Catalogue.HubKey.recovered(fingerprint: said.new.fingerprint.description),
                mark: .done)
            session.printer.remark(Catalogue.HubKey.carry)
            session.printer.say(Phrase(verbatim: said.carriedText))
        }
    }

    /// `moso key follow`: at a site, what a person brought from the hub.
    struct Follow: ParsableCommand {
        static let configuration = CommandConfiguration("follow", Catalogue.Help.keyFollow)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = try Session(options)
            let replica = try session.open(sealing: false)
            if Terminal.canAsk { session.printer.note(Catalogue.HubKey.askCarried) }
            guard let said = HubRecovery(carried: readLine() ?? "") else {
                throw Problem.carriedMistyped()
            }
            let isNews = try replica.follow(said)
            let fingerprint = said.new.fingerprint.description
            session.document(
                "key.follow", replica,
                ["fingerprint": .string(fingerprint), "changed": .bool(isNews)])
            let hub = replica.meta.hub.name
            session.printer.say(
                isNews
                    ? Catalogue.HubKey.followed(hub, fingerprint: fingerprint)
                    : Catalogue.HubKey.knownAlready(hub), mark: .done)
        }
    }
}

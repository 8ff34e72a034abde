public import ArgumentParser
internal import Causality
internal import Storage
internal import Transport
public import Workflows

/// `moso notify`: what waits at this site, told to chat groups by their robots.
struct NotifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "notify", Catalogue.Help.notify, [Send.self, Trial.self], defaultSubcommand: Send.self)

    struct Send: ParsableCommand {
        static let configuration = CommandConfiguration("send", Catalogue.Help.notifySend)
        @OptionGroup var options: GlobalOptions
        @Flag(name: [.customShort("n"), .long], help: Catalogue.Flag.dryRun.help) var dryRun = false

        func run() throws {
            let session = try Session(options)
            let settings = try ConfigCommand.effective(session.configuration)
            let robots = try NoticeSetup.robots(settings)
            let replica = try session.open(sealing: false)
            var run = NoticeRun(
                try NoticeFigures(of: replica, at: session.now), try NoticeSetup.times(settings),
                in: session.dataDirectory, local: TimeText.local(Int64(session.now)),
                milliseconds: session.now)
            if dryRun { return tell(session, replica, run.plan(robots.map(\.kind))) }
            guard !robots.isEmpty else { return session.printer.say(Catalogue.Notice.none) }
            let outcomes = try run.send(to: robots, session.language) { RobotPost.deliver($0) }
            session.document(
                "notices", replica, .array(outcomes.map { Send.json($0.kind, $0.outcome) }))
            // A timer runs it: it speaks when there is something to say.
            for (kind, outcome) in outcomes where outcome != .quiet {
                session.printer.say(Catalogue.Notice.outcome(kind, outcome))
            }
            let hasFailed = outcomes.contains {
                if case .failed = $0.outcome { true } else { false }
            }
            if hasFailed {
                throw ArgumentParser.ExitCode(Workflows.ExitCode.retryLater.rawValue)
            }
        }

        private func tell(
            _ session: Session, _ replica: Replica,
            _ plan: [(kind: RobotKind, count: Int, text: Phrase)]
        ) {
            session.document(
                "notices.plan", replica,
                .array(
                    plan.map {
                        [
                            "robot": .string($0.kind.rawValue), "messages": .count($0.count),
                            "text": .string(session.text($0.text)),
                        ]
                    }))
            for (kind, _, text) in plan {
                session.printer.say(Catalogue.Notice.name(kind))
                for line in session.text(text).split(separator: "\n") {
                    session.printer.line("  \(line)")
                }
            }
            session.printer.say(Catalogue.Word.nothingWritten)
        }

        private static func json(_ kind: RobotKind, _ outcome: NoticeRun.Outcome) -> JSON {
            let (word, why): (String, String?) =
                switch outcome {
                case .sent: ("sent", nil)
                case .quiet: ("quiet", nil)
                case .postponed: ("postponed", nil)
                case .failed(let why): ("failed", why)
                }
            return [
                "robot": .string(kind.rawValue), "outcome": .string(word), "error": .optional(why),
            ]
        }
    }

    struct Trial: ParsableCommand {
        static let configuration = CommandConfiguration("test", Catalogue.Help.notifyTest)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.Flag.robot.help("ROBOT")) var robot: RobotKind

        func run() throws {
            let session = try Session(options)
            let settings = try ConfigCommand.effective(session.configuration)
            let replica = try session.open(sealing: false)
            guard let robot = try NoticeSetup.robots(settings).first(where: { $0.kind == robot })
            else { return session.printer.say(Catalogue.Notice.none) }
            let text = session.text(Catalogue.Notice.trial(site: replica.meta.site.name))
            let why = RobotPost.deliver(robot.request(text, atMilliseconds: session.now))
            let outcome = why.map(NoticeRun.Outcome.failed) ?? .sent
            session.printer.say(Catalogue.Notice.outcome(robot.kind, outcome))
            if why != nil {
                throw ArgumentParser.ExitCode(Workflows.ExitCode.retryLater.rawValue)
            }
        }
    }
}

extension RobotKind: ExpressibleByArgument {}

extension RobotPost {
    /// Why a request was not taken; `nil` when it was.
    fileprivate static func deliver(_ request: Robot.Request) -> String? {
        switch send(to: request.url, json: request.body) {
        case .answered(let status, let body): Robot.refusal(status: status, body: body)
        case .failed(let words): words
        }
    }
}

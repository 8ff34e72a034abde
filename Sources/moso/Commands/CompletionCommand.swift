internal import ArgumentParser
internal import Workflows

/// `moso completion SHELL`: what makes a shell complete commands and flags.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration("completion", Catalogue.Help.completion)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @OptionGroup var options: GlobalOptions
    @Argument(help: Catalogue.Flag.shell.help("SHELL")) var shell: Shell

    func run() throws {
        let script = Moso.completionScript(for: shell.parser)
        ConfigCommand.document(
            "completion", options.printer,
            ["shell": .string(shell.rawValue), "script": .string(script)])
        options.printer.line(script)
    }
}

extension CompletionCommand.Shell {
    fileprivate var parser: CompletionShell {
        switch self {
        case .bash: .bash
        case .zsh: .zsh
        case .fish: .fish
        }
    }
}

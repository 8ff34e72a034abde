internal import ArgumentParser
internal import Causality
internal import Domain
internal import Glibc
internal import Storage
internal import Workflows

private typealias Text = Catalogue.Paper

/// `moso print`: a form, as a page that a browser prints.
struct PrintCommand: ParsableCommand {
    static let configuration = CommandConfiguration("print", Catalogue.Help.print, alias: "打印")
    @OptionGroup var options: GlobalOptions
    @Argument(help: Text.form.help("FORM")) var form: String
    @Argument(help: Text.what.help("WHAT")) var what: [String] = []
    @Option(name: .shortAndLong, help: Text.output.help("FILE")) var output: String = "-"

    func run() throws {
        let session = try Session(options)
        if output != "-" { try Problem.checkFree(output) }
        guard let kind = PaperKind(named: form) else {
            throw Problem.filter(
                form, flag: "FORM",
                choices: PaperKind.allCases.map { session.text($0.title) + " \($0.rawValue)" })
        }
        let desk = try session.trade()
        let paper = try desk.paper(kind, what, language: session.language)
        let site = desk.desk.replica.meta.site.name
        let html = paper.html(session.language, site: site, now: "\(desk.now)")
        session.document(
            "print", desk.desk.replica,
            ["form": .string(kind.rawValue), "about": .string(paper.about), "html": .string(html)])
        guard output != "-" else {
            if session.printer.mode != .json {
                guard File.write(descriptor: STDOUT_FILENO, Array(html.utf8)) else {
                    throw Problem.fileUnwritable("stdout", why: Catalogue.Cause.system(errno))
                }
            }
            return
        }
        guard File.write(output, Array(html.utf8)) else {
            throw Problem.fileUnwritable(output, why: Catalogue.Cause.system(errno))
        }
        session.printer.say(Text.wrote(kind.title, output), mark: .done)
        session.printer.remark(Text.openIt, indent: 2)
    }
}

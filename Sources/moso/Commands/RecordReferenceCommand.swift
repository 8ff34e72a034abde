internal import ArgumentParser
internal import Workflows

/// `moso record reference`: what `docs/records.md` is made with.
struct RecordReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "reference", Catalogue.Help.recordReference)
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let session = try Session(options)
        RecordReference.lines.forEach(session.printer.line)
        session.document(
            "record.reference", site: nil, .array(RecordReference.lines.map { .string($0) }))
    }
}

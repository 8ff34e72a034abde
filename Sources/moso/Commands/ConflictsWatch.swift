internal import ArgumentParser
internal import Glibc
internal import Storage
internal import Wire
internal import Workflows

/// `moso conflicts watch`: what opens and closes, line by line, until it is stopped.
struct ConflictsWatch: ParsableCommand {
    static let configuration = CommandConfiguration("watch", Catalogue.Help.conflictsWatch)
    @OptionGroup var options: GlobalOptions
    @OptionGroup var selection: ConflictSelection

    /// How often the database is asked whether anybody has written: one read of a number.
    private static let pauseMicroseconds: useconds_t = 500_000

    func run() throws {
        let session = try Session(options)
        let replica = try session.open()
        let printer = try ConflictPrinter(session, replica)
        let filter = try ConflictFilter(selection, printer)
        var open = try printer.inbox.items().filter(filter.admits)
        session.printer.jsonLine { ["event": "watching", "open": .integer(Int64(open.count))] }
        session.printer.remark(Catalogue.Inspector.watching(open.count))
        session.printer.flush()
        var counter = try replica.changeCounter()
        while true {
            usleep(ConflictsWatch.pauseMicroseconds)
            let now = try replica.changeCounter()
            guard now != counter else { continue }
            try replica.sealForeignEdits()
            let items = try printer.inbox.items().filter(filter.admits)
            try tell(from: open, to: items, session, printer)
            open = items
            // What this check remembers is a write of our own, which nobody else counts.
            counter = now
            if session.printer.answerIsGone { return }
        }
    }

    private func tell(
        from before: [InboxItem], to after: [InboxItem], _ session: Session,
        _ printer: ConflictPrinter
    ) throws {
        let known = Set(before.map(\.id)), open = Set(after.map(\.id))
        for item in after where !known.contains(item.id) {
            let (record, sides) = try printer.recordAndSides(item)
            try session.printer.jsonLine {
                ["event": "opened", "conflict": try printer.json(item)]
            }
            session.printer.say(
                Phrase(verbatim: "\(item.shortID)  \(record.text)  ").joined(printer.about(item))
                    .joined(Phrase(verbatim: "  \(sides.text)")), mark: .attention)
        }
        for item in before where !open.contains(item.id) {
            session.printer.jsonLine {
                [
                    "event": "closed", "id": .string(item.id.description),
                    "short_id": .string(item.shortID),
                ]
            }
            session.printer.say(Catalogue.Inspector.closed(item.shortID), mark: .done)
        }
        session.printer.flush()
    }
}

internal import Workflows

extension ConflictChooser {
    init(printer: ConflictPrinter) { self.init(printer.inbox, printer.session.language) }
}

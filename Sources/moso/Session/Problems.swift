internal import Storage
internal import Transport
internal import Workflows

extension Problem {
    /// What a failure of any layer means for the person at the keyboard.
    init(explaining error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as StorageError: self = .storage(error)
        case let trouble as BackupTrouble: self = .backup(trouble)
        case let error as InboxProblem: self = .inbox(error)
        case let error as ExportRefusal: self = .exporting(error)
        case TransportError.addressRefused(let fault): self = .peerAddress(Problem.words(fault))
        default: self = .bug("\(error)", report: nil)
        }
    }

    static func words(_ fault: AddressFault) -> Phrase {
        typealias Words = Catalogue.Peers.Address
        return switch fault {
        case .form: Words.form
        case .inTheClear: Words.inTheClear
        case .scheme(let scheme): Words.scheme(scheme)
        case .userInfo: Words.userInfo
        case .queryOrFragment: Words.query
        case .host(let host): Words.host(host)
        case .port(let port): Words.port(port)
        case .path(let path): Words.path(path)
        }
    }
}

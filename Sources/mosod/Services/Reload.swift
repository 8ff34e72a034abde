internal import Logging
internal import Web
internal import Workflows

/// Reads the configuration again. A file with a mistake changes nothing.
struct Reload: Sendable {
    let daemon: Daemon
    let arguments: Arguments

    func run() {
        SystemdNotify.reloading()
        defer { SystemdNotify.ready("running") }
        let old = daemon.settings
        let new: Settings
        do {
            new = try arguments.settings()
        } catch {
            daemon.logger.error(
                "the configuration was not taken over; the old settings hold",
                metadata: ["why": "\(error.happened.en)", "code": "\(error.code.rawValue)"])
            return
        }
        if new.listen != old.listen || new.listenPeers != old.listenPeers || new.data != old.data {
            daemon.logger.warning("site.data and [listen] change at the next start only")
        }
        daemon.use(new)
        daemon.logger.notice("the configuration was read again")
    }
}

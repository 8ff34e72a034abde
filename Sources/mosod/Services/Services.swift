internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Web
internal import Workflows

/// The daemon's services, on one screen.
///
///     web server      answers browsers of this machine                                    (Web)
///     peer server     answers peers over TLS, where the settings name an address          (Web)
///     change watcher  notices what other programs commit
///     peer keeper     one PeerSync for each peer
///     trimmer         gives up old history once a day, where the settings ask for it
///     watchdog        tells systemd that all this lives, where it asks
///
/// They share one `Daemon`: the replica on its own thread, the settings, and two signals.
struct Services: Sendable {
    let daemon: Daemon
    let withSync: Bool
    /// Called once a port is open, with the address that really is listened on.
    let listening: @Sendable (WebOptions.Door, String) -> Void

    func group() throws -> ServiceGroup {
        var services: [any Service] = [
            server(.loopback, at: daemon.settings.listen), ChangeWatcher(daemon: daemon),
            Trimmer(daemon: daemon),
        ]
        if let address = daemon.settings.listenPeers {
            services.append(
                server(.peers(own: try daemon.ownKey()), at: address, tls: daemon.peerTLS()))
        }
        if withSync { services.append(PeerKeeper(daemon: daemon)) }
        if let watchdog = Watchdog(daemon: daemon) { services.append(watchdog) }
        var configuration = ServiceGroupConfiguration(
            // They share the signals that end them, so one may be done before its turn has come.
            services: services.map {
                .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
            }, logger: quiet)
        // What is not done by then is cut; every exchange can be resumed.
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        return ServiceGroup(configuration: configuration)
    }

    private func server(
        _ door: WebOptions.Door, at address: ListenAddress, tls: PeerTLS? = nil
    ) -> some Service {
        let options = WebOptions(
            hosts: tls == nil ? HostList(listening: address.host) : .ofPeers,
            language: daemon.settings.language, door: door)
        return Application(
            responder: WebResponder(
                backend: DaemonBackend(daemon: daemon), changes: daemon.changes, options: options,
                logger: daemon.logger),
            server: .guarded(tls: tls),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(1_024, logger: quiet)),
            onServerRunning: { [listening] channel in
                let port = channel.localAddress?.port ?? address.port
                let host = address.host
                listening(door, host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
            },
            logger: quiet)
    }

    /// For the libraries, of whose life only what goes wrong is of interest.
    private var quiet: Logger {
        var logger = daemon.logger
        logger.logLevel = .warning
        return logger
    }
}

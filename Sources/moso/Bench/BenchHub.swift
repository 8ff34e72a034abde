internal import Domain
internal import Glibc
internal import Storage
internal import Sync
internal import Transport
internal import Workflows

/// The daemon of a hub that a benchmark calls, over loopback with TLS. It stops when `stop` is called, or at the
/// latest with this program: its standard input ends then.
final class BenchHub {
    let port: Int
    private let daemon: ChildProcess
    private let input: Int32

    /// Starts the daemon and waits until it answers.
    init(_ mosod: String, _ directory: String, _ environment: [String]) async throws {
        let ports = Loopback.freePorts(2, from: 7_450)
        guard ports.count == 2, let pipe = Pipe() else {
            throw BenchError(Catalogue.Bench.noPort)
        }
        port = ports[1]
        input = pipe.writing
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        let started = ChildProcess(
            mosod,
            [
                "--data", directory, "--listen", "127.0.0.1:\(ports[0])", "--listen-peers",
                "127.0.0.1:\(ports[1])", "--no-sync", "--until-stdin-ends",
            ],
            environment: environment, input: pipe.reading, output: nowhere, errors: nowhere)
        close(pipe.reading)
        close(nowhere)
        guard let started else {
            close(input)
            throw BenchError(Catalogue.Bench.notStarted(mosod))
        }
        daemon = started
        for _ in 0..<500 where !Loopback.isHealthy(ports[0]) {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    func stop() {
        close(input)
        _ = daemon.waitForExit()
    }

    /// Exchanges of a site with this hub.
    func engine(_ keys: LinkKeys, _ store: ReplicaStore, on loop: CurlLoop) throws -> SyncEngine {
        let link = CurlLink(
            to: try PeerAddress(parsing: "https://127.0.0.1:\(port)"), keys: keys, on: loop)
        let policy = ScopePolicy { Entitlement.holds($0, hub: $1, $2) }
        return SyncEngine(link: link, door: store, policy: policy)
    }

    /// CPU time that the daemon has used: fields 14 and 15 of its stat, counted behind the name, which
    /// may hold blanks.
    func cpuMilliseconds() throws -> Double {
        let bytes = File.read("/proc/\(daemon.id)/stat", most: 4_096) ?? []
        let text = String(decoding: bytes, as: UTF8.self)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { throw BenchError(Catalogue.Bench.daemonGone) }
        return (user + system) * 1_000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The most memory that the daemon has had, in bytes.
    func mostMemory() throws -> Double {
        let bytes = File.read("/proc/\(daemon.id)/status", most: 16_384) ?? []
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("VmHWM:") }
        guard let words = line?.split(separator: " "), words.count > 1, let kilo = Double(words[1])
        else { throw BenchError(Catalogue.Bench.daemonGone) }
        return kilo * 1_024
    }
}

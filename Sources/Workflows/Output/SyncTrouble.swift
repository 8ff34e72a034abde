public import Sync

/// What a failed exchange means for a person: why, and whether trying again can help.
///
/// The network comes and goes, and a hub may be busy or its disk full: those pass by themselves. That two
/// ends belong to different networks, or that something else answers at the address, stays until somebody
/// does something.
public struct SyncTrouble: Sendable {
    public let cause: Phrase
    /// How a command ends that met nothing else: `retryLater` for what may pass.
    public let exit: ExitCode
    /// The library's or the peer's own words, for `--verbose` and the log.
    public let detail: String

    public var isPermanent: Bool { exit != .retryLater }

    public init(_ failure: SyncFailure) {
        switch failure {
        case .link(let link)
        where [.otherKey, .notKnownThere, .notDialled].contains(link.kind):
            self.init(Catalogue.Trouble.link(link.kind), .denied, link.detail)
        case .link(let link):
            self.init(Catalogue.Trouble.link(link.kind), .retryLater, link.detail)
        case .status(let status, _, let body):
            self.init(status: status, body: body)
        case .reply(let problem) where problem.code == .wrongSite:
            self.init(Catalogue.Trouble.wrongSite, .denied, problem.detail)
        case .reply(let problem):
            self.init(Catalogue.Trouble.otherReply, .protocolMismatch, problem.detail)
        }
    }

    private init(_ cause: Phrase, _ exit: ExitCode, _ detail: String) {
        self.cause = cause
        self.exit = exit
        self.detail = detail
    }

    private init(status: Int, body: String) {
        let problem = try? JSON(body)
        let type = problem?["type"]?.string ?? ""
        let prefix = "urn:moso:problem:"
        guard type.hasPrefix(prefix) else {
            // A proxy or a service that is starting answers so for a while; anything else is no moso.
            let passes = [429, 500, 502, 503, 504, 507].contains(status)
            self.init(
                passes ? Catalogue.Trouble.unavailable(status) : Catalogue.Trouble.notMoso(status),
                passes ? .retryLater : .protocolMismatch, "HTTP \(status)")
            return
        }
        let detail = problem?["detail"]?.string ?? "HTTP \(status)"
        // What the door says before anybody looks at an exchange.
        let doors = [
            "keys-only": Catalogue.Trouble.keysOnly, "not-enrolled": Catalogue.Trouble.notEnrolled,
            "other-key": Catalogue.Trouble.otherKey,
        ]
        if let cause = doors[String(type.dropFirst(prefix.count))] {
            self.init(cause, .denied, detail)
            return
        }
        let code: SyncProblem.Code? = SyncProblem.Code(
            rawValue: String(type.dropFirst(prefix.count)))
        switch code {
        case .otherFederation: self.init(Catalogue.Trouble.otherFederation, .denied, detail)
        case .sameSite: self.init(Catalogue.Trouble.sameSite, .denied, detail)
        case .wrongSite: self.init(Catalogue.Trouble.wrongSite, .denied, detail)
        case .notServed: self.init(Catalogue.Trouble.notServed, .denied, detail)
        case .protocolVersion:
            self.init(Catalogue.Trouble.protocolVersion, .protocolMismatch, detail)
        case .malformed, .truncated, .tooLarge, .compressionBomb, .noHello:
            // The line may have damaged it.
            self.init(Catalogue.Trouble.bodyRefused, .retryLater, detail)
        case nil where status == 507: self.init(Catalogue.Trouble.diskFull, .retryLater, detail)
        case nil where status == 404:
            // It is a moso, and does not serve this address, now or later.
            self.init(Catalogue.Trouble.notServedThere, .protocolMismatch, detail)
        case nil: self.init(Catalogue.Trouble.unavailable(status), .retryLater, detail)
        }
    }
}

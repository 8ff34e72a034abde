internal import Glibc
internal import Transport
internal import Workflows

/// Where the daemon's configuration lies, of which commands use the replica's folder and the language.
enum ConfigurationPlace {
    /// The file that `--config` or `MOSO_CONFIG` names, for the language of this run; `nil` without one
    /// or when it cannot be used, which whoever needs it reports.
    static func named(on words: [String]) -> SettingsFile? {
        path(on: words).flatMap { try? SettingsFile.read($0, peerFault: fault) }
    }

    private static func path(on words: [String]) -> String? {
        for (at, word) in words.enumerated() {
            if word == "--config", at + 1 < words.count { return words[at + 1] }
            if word.hasPrefix("--config=") { return String(word.dropFirst(9)) }
        }
        return Session.variable("MOSO_CONFIG")
    }

    /// What is wrong with the address of a peer.
    static func fault(of address: String) -> Phrase? {
        do throws(TransportError) {
            _ = try PeerAddress(parsing: address)
            return nil
        } catch .addressRefused(let fault) {
            return Problem.words(fault)
        } catch {
            return Phrase(verbatim: "\(error)")
        }
    }
}

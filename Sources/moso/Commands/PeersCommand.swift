internal import ArgumentParser
internal import Causality
internal import Storage
internal import Transport
internal import Workflows

struct PeersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peers", abstract: "The sites this one exchanges with.",
        subcommands: [List.self, Add.self, Remove.self, Pause.self, Resume.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List them.")
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = Session(options)
            let replica = try session.open()
            let peers = try replica.peerRecords()
            if options.json {
                return session.print(
                    "peer.list", site: replica.meta.site, .array(peers.map(json)))
            }
            let zh = session.language == .zh
            var table = TextTable([
                .init(zh ? "对端" : "Peer"), .init(zh ? "地址" : "Address"),
                .init(zh ? "最近几次" : "Last tries"), .init(zh ? "上次成功" : "Last ok"),
                .init(zh ? "错误" : "Error", isFlexible: true),
            ])
            for peer in peers {
                table.add([
                    peer.site?.name ?? "?", peer.url, reach(peer),
                    peer.lastOKMilliseconds.map(session.ago) ?? (zh ? "从未" : "never"),
                    peer.isPaused ? (zh ? "已暂停" : "paused") : peer.lastError ?? "",
                ])
            }
            session.print(table)
        }

        private func reach(_ peer: PeerRecord) -> String {
            let shown = min(12, peer.tries)
            return String(
                (0..<shown).reversed().map { peer.reach >> UInt16($0) & 1 == 1 ? "+" : "-" })
        }

        private func json(_ peer: PeerRecord) -> JSON {
            let time = { (at: UInt64?) in at.map { JSON.time(Int64($0)) } ?? .null }
            return [
                "site": .optional(peer.site?.name), "url": .string(peer.url),
                "paused": .bool(peer.isPaused), "last_ok": time(peer.lastOKMilliseconds),
                "last_try": time(peer.lastTryMilliseconds), "error": .optional(peer.lastError),
                "tries": .count(peer.tries), "sent": .count(peer.sent),
                "received": .count(peer.received),
            ]
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add one by its address.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "Such as http://127.0.0.1:7421") var url: String

        func run() throws {
            let session = Session(options)
            let address = try PeerAddress(parsing: url)
            try session.open().addPeer(url: address.description)
            session.print(
                Phrase(
                    zh: "✓ 已加 \(address)。下一步：moso sync", en: "✓ Added \(address). Next: moso sync"))
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget one.")
        @OptionGroup var options: GlobalOptions
        @Argument var url: String

        func run() throws {
            let replica = try Session(options).open()
            guard try replica.removePeer(url: try PeerAddress(parsing: url).description) else {
                throw PeersCommand.unknown(url)
            }
        }
    }

    struct Pause: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stop exchanging with one.")
        @OptionGroup var options: GlobalOptions
        @Argument var url: String

        func run() throws { try PeersCommand.pause(options, url, true) }
    }

    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with one.")
        @OptionGroup var options: GlobalOptions
        @Argument var url: String

        func run() throws { try PeersCommand.pause(options, url, false) }
    }

    private static func pause(_ options: GlobalOptions, _ url: String, _ paused: Bool) throws {
        let replica = try Session(options).open()
        let address = try PeerAddress(parsing: url).description
        guard try replica.pausePeer(url: address, paused) else { throw unknown(url) }
    }

    private static func unknown(_ url: String) -> Problem {
        Problem(
            .noPeer,
            happened: Phrase(zh: "没有对端 \(url)。", en: "there is no peer \(url)."),
            safety: Phrase(zh: "没有改动。", en: "Nothing was changed."),
            remedies: [.run("moso peers list")])
    }
}

internal import Wire

// Robots of chat groups.
//
// 企业微信, 钉钉 and 飞书 each take a message as a POST to a secret address. Two sign it, and there is a trap: they
// use the same words for the opposite. 钉钉 takes the secret as the key and milliseconds, newline and secret as the
// message; 飞书 takes seconds, newline and secret as the key and nothing as the message. Both look at the clock.

/// A service that has robots for its groups, and what it allows.
public enum RobotKind: String, CaseIterable, Sendable {
    case wecom, dingtalk, feishu

    /// What its robots' addresses begin with.
    var home: String {
        switch self {
        case .wecom: "https://qyapi.weixin.qq.com/"
        case .dingtalk: "https://oapi.dingtalk.com/"
        case .feishu: "https://open.feishu.cn/"
        }
    }

    /// How many messages a robot may send in a minute. 钉钉 blocks it for ten minutes beyond that.
    public var minuteMost: Int { self == .feishu ? 100 : 20 }

    /// The most bytes of a message: of the text for 企业微信, of the whole body for the others.
    public var bytesMost: Int { self == .wecom ? 2_048 : 20 << 10 }

    /// Whether messages are better not sent in this minute of an hour: at full and half hours everybody does.
    func avoids(minute: Int) -> Bool { self == .feishu && minute % 30 == 0 }
}

/// A robot of a group. Its address and secret are never printed, logged or exported.
public struct Robot: Sendable {
    public let kind: RobotKind
    private let address: String
    private let secret: String?

    /// - Parameter text: of the file that holds it: its address, and on a second line the secret if there is one.
    /// - Returns: `nil` when that is no address of such a robot, or of a relay on this machine.
    public init?(_ kind: RobotKind, text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { $0 != " " } }
        guard let first = lines.first, lines.count <= 2, first.utf8.count <= 1_024,
            first.utf8.allSatisfy({ 0x21...0x7E ~= $0 }),
            [kind.home, "http://127.0.0.1:", "http://[::1]:"].contains(where: first.hasPrefix),
            // A name before the host would make the address another host's.
            !first.drop(while: { $0 != "/" }).dropFirst(2).prefix(while: { $0 != "/" }).contains(
                "@")
        else { return nil }
        self.kind = kind
        address = first
        secret = lines.count > 1 ? lines[1] : nil
    }

    /// A message as it is sent: where to, and the JSON.
    public struct Request: Hashable, Sendable {
        public let url: String
        public let body: [UInt8]
    }

    /// - Parameter text: is cut where the service takes no more.
    public func request(_ text: String, atMilliseconds now: UInt64) -> Request {
        let text = Robot.cut(text, to: kind == .wecom ? kind.bytesMost : kind.bytesMost - 1_024)
        switch kind {
        case .wecom:
            return Request(
                url: address,
                body: Robot.bytes(["msgtype": .string("text"), "text": ["content": .string(text)]]))
        case .dingtalk:
            var url = address
            if let secret {
                let stamp = "\(now)"
                let code = MessageCode.sha256(
                    key: Array(secret.utf8), message: Array("\(stamp)\n\(secret)".utf8))
                url +=
                    "\(url.contains("?") ? "&" : "?")timestamp=\(stamp)&sign="
                    + Robot.escaped(Base64.encode(code))
            }
            return Request(
                url: url,
                body: Robot.bytes(["msgtype": .string("text"), "text": ["content": .string(text)]]))
        case .feishu:
            var fields = JSON.Object()
            if let secret {
                let stamp = "\(now / 1_000)"
                let code = MessageCode.sha256(key: Array("\(stamp)\n\(secret)".utf8), message: [])
                fields["timestamp"] = .string(stamp)
                fields["sign"] = .string(Base64.encode(code))
            }
            fields["msg_type"] = .string("text")
            fields["content"] = ["text": .string(text)]
            return Request(url: address, body: Robot.bytes(.object(fields)))
        }
    }

    /// Why a service refused, in its own words without what it was sent; `nil` when it took the message.
    public static func refusal(status: Int, body: [UInt8]) -> String? {
        let told = try? JSON(utf8: body)
        let codes = ["errcode", "code", "StatusCode"].compactMap { told?[$0] }
        guard status == 200, !codes.isEmpty, codes.allSatisfy({ $0 == .count(0) }) else {
            let words = ["errmsg", "msg"].compactMap { told?[$0]?.string }.first ?? ""
            let code = codes.first.map { ", \($0.text)" } ?? ""
            return "HTTP \(status)\(code) \(words.prefix(120))"
        }
        return nil
    }

    private static func bytes(_ json: JSON) -> [UInt8] { Array(json.text.utf8) }

    /// A text of at most so many bytes, cut between characters.
    static func cut(_ text: String, to most: Int) -> String {
        guard text.utf8.count > most else { return text }
        var kept = ""
        for character in text {
            if kept.utf8.count + String(character).utf8.count > most - 3 { break }
            kept.append(character)
        }
        return kept + "…"
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "+"): "%2B"
            case UInt8(ascii: "/"): "%2F"
            case UInt8(ascii: "="): "%3D"
            default: String(UnicodeScalar(byte))
            }
        }.joined()
    }
}

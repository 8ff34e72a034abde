public import Causality

/// The value of a setting, checked.
public enum SettingValue: Sendable, Equatable {
    case text(String)
    case address(ListenAddress)
    case span(milliseconds: Int64)
    /// For ever.
    case unlimited
    case truth(Bool)
    case site(SiteID)
    case number(Int)
}

/// How a value is wrong.
struct SettingFault: Error {
    let code: ProblemCode
    let what: Phrase
    var meant: String? = nil
}

extension SettingKey {
    /// Says what is wrong with the address of a peer; `nil` when it can be called. Addresses are known
    /// to whoever can call them, and so this is handed in.
    public typealias AddressCheck = @Sendable (String) -> Phrase?

    /// The value that a text stands for: in the file between quotation marks, in the environment as it is.
    func value(_ text: String, _ peerFault: AddressCheck) throws(SettingFault) -> SettingValue {
        guard !text.isEmpty else { throw wrong }
        switch kind {
        case .text: return .text(text)
        case .address(let behindTLS):
            do throws(Problem) {
                return .address(try ListenAddress(parsing: text, behindTLS: behindTLS))
            } catch {
                throw SettingFault(code: .configListen, what: error.happened)
            }
        case .span(let least):
            guard let span = TimeText.span(text), span >= least else { throw wrong }
            return .span(milliseconds: span)
        case .age:
            if text == "0" { return .unlimited }
            guard let span = TimeText.span(text), span > 0 else { throw wrong }
            return .span(milliseconds: span)
        case .choice(let words):
            guard words.contains(text) else {
                throw SettingFault(
                    code: .configValue, what: wrong.what,
                    meant: Nearness.nearest(to: text, among: words))
            }
            return .text(text)
        case .peerURL:
            if let fault = peerFault(text) {
                throw SettingFault(
                    code: .configAddress, what: Catalogue.Settings.sentence(fault))
            }
            return .text(text)
        case .site:
            guard let site = SiteID(text) else { throw wrong }
            return .site(site)
        case .truth:
            guard text == "true" || text == "false" else { throw wrong }
            return .truth(text == "true")
        case .fixed:
            guard let number = Int(text) else { throw wrong }
            return try value(number)
        }
    }

    /// The value that stands in the file.
    func value(
        _ content: TOMLValue.Content, _ peerFault: AddressCheck
    ) throws(SettingFault) -> SettingValue {
        switch (content, kind) {
        case (.truth(let truth), .truth): return .truth(truth)
        case (.number(let number), .fixed): return try value(number)
        case (.text, .truth), (.text, .fixed), (.truth, _), (.number, _): throw wrong
        case (.text(let text), _): return try value(text, peerFault)
        }
    }

    private func value(_ number: Int) throws(SettingFault) -> SettingValue {
        guard case .fixed(number) = kind else { throw wrong }
        return .number(number)
    }

    private var wrong: SettingFault {
        SettingFault(code: .configValue, what: Catalogue.Settings.wrongValue(id, range))
    }

    /// What a value may be, in words.
    public var range: Phrase {
        typealias Words = Catalogue.Settings
        return switch kind {
        case .text: Words.rangeText
        case .address(let behindTLS): behindTLS ? Words.rangeAnyAddress : Words.rangeLoopback
        case .span(let least):
            least == 0
                ? Words.rangeSpan
                : Words.rangeSpan(least: TimeText.duration(seconds: least / 1_000))
        case .age: Words.rangeAge
        case .truth: Words.rangeTruth
        case .choice(let words): Words.rangeChoice(words)
        case .peerURL: Words.rangeURL
        case .site: Words.rangeSite
        case .fixed(let number): Words.rangeFixed(number)
        }
    }

    /// As it is written in the file.
    func written(_ text: String) -> String {
        switch kind {
        case .truth, .fixed: text
        default: "\"\(text)\""
        }
    }
}

extension SettingValue {
    /// As it is written in the file, without quotation marks.
    public var text: String {
        switch self {
        case .text(let text): text
        case .address(let address): address.description
        case .span(let milliseconds): SettingValue.span(milliseconds)
        case .unlimited: "0"
        case .truth(let truth): truth ? "true" : "false"
        case .site(let site): site.name
        case .number(let number): "\(number)"
        }
    }

    /// In the greatest unit that says it exactly.
    private static func span(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1_000
        for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)]
        where seconds > 0 && seconds % size == 0 {
            return "\(seconds / size)\(unit)"
        }
        return "\(seconds)s"
    }
}

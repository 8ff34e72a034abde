public import Causality

extension Problem {
    /// Only the hub decides about members.
    public static func hubOnly(hub: String) -> Problem {
        Problem(
            .hubOnly,
            happened: Phrase(
                zh: "成员的状态只能由总部 \(hub) 改变。", en: "only the hub, \(hub), decides about members."),
            safety: Safety.nothingWritten, remedies: [.run("moso members list")],
            details: ["hub": .string(hub)])
    }

    /// The hub itself is always a member.
    public static func memberIsHub(_ hub: String) -> Problem {
        Problem(
            .memberStep,
            happened: Phrase(
                zh: "\(hub) 是总部，不能这样做：总部一直是成员。",
                en: "\(hub) is the hub, which always is a member."),
            safety: Safety.nothingWritten, remedies: [.run("moso members list")],
            details: ["site": .string(hub)])
    }

    /// A site does not stand where the step could be taken; `nil` for one that is no member.
    public static func memberStep(_ site: String, _ standing: MemberStanding?) -> Problem {
        let now = Catalogue.Members.name(standing)
        return Problem(
            .memberStep,
            happened: Phrase(
                zh: "\(site) 目前的状态是“\(now.zh)”，不能这样做。",
                en: "that cannot be done with \(site), which is \(now.en)."),
            safety: Safety.nothingWritten, remedies: [.run("moso members list")],
            details: ["site": .string(site), "standing": .optional(standing?.rawValue)])
    }
}

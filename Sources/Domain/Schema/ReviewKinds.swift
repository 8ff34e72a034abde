internal import Causality

/// What people note about an open conflict: whose it is, until when it rests, what they propose. A note
/// decides nothing; it travels like any other record.
enum ReviewKinds {
    static let all = [note]

    static let note = RecordKind(
        name: "review_note", label: Label("待核对备注", "review note"), prefix: "RN",
        fields: [
            Common.site,
            .init("conflict_id", "冲突", "conflict", .text(most: 60), .immutable, required: true),
            .init("assignee", "交给", "assigned to", .text(most: 100), .latest),
            .init("snoozed_until", "搁置到", "snoozed until", .day, .latest),
            .init(
                "proposal", "提议", "proposal", .text(most: 1_000), .latest,
                help: Label("如 --take A；只是提议，不作决定", "such as --take A; it decides nothing")),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["conflict_id"])
}

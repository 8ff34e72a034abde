public import Causality
internal import Domain
internal import Storage
internal import Wire

// Cards that may be one company: found with a reason, linked by a person, and taken apart again.
//
// A link is an element in a set on a card, so it syncs like any value and undoing it loses nothing: the
// cards never stopped saying what they say. Who takes two cards apart also says that they are
// different, or the same suspicion would come back with the next look.

extension TradeDesk {
    /// Two cards that may be one company, and why.
    public struct Likeness: Sendable {
        public let first: (key: RecordKey, name: String)
        public let second: (key: RecordKey, name: String)
        public let why: Phrase
        /// The conflict under which it waits; `nil` for a likeness that is no more than a hint.
        public let conflict: String?
    }

    /// What waits to be decided; of one company also the cards whose names are alike.
    public func likenesses(of typed: String?) throws -> [Likeness] {
        let card = try typed.map { try company($0) }
        let waiting = try ConflictInbox(replica).items(tellingResolutions: false)
            .compactMap { item -> Likeness? in
                guard case .rule(let finding) = item.content,
                    [.oneCodeOneCompany, .oneNameOneCompany].contains(finding.rule),
                    finding.rows.count == 2,
                    card.map({ card in finding.rows.contains { $0.key == card.key } }) ?? true
                else { return nil }
                return Likeness(
                    first: try titled(finding.rows[0].key),
                    second: try titled(finding.rows[1].key), why: Phrase(finding.detail),
                    conflict: item.shortID)
            }
        guard let card else { return waiting }
        return waiting
            + (try alike(card, except: Set(waiting.flatMap { [$0.first.key, $0.second.key] })))
    }

    private func titled(_ key: RecordKey) throws -> (key: RecordKey, name: String) {
        let row = try replica.select(
            "SELECT coalesce(legal_name, display_name, id) FROM company WHERE id = ?1",
            [.text(key.text)])
        return (key, row.first?.first?.text ?? key.text)
    }

    /// Cards with names like that of a card, which nobody has linked or called different.
    private func alike(_ card: Record, except known: Set<RecordKey>) throws -> [Likeness] {
        let facts = try RuleFactQueries(replica)
        let cards = try facts.companies(nil)
        guard let own = cards.first(where: { $0.key == card.key }) else { return [] }
        let root = facts.aliases.root(of: own.key)
        return cards.filter { other in
            other.key != own.key && !known.contains(other.key)
                && facts.aliases.root(of: other.key) != root
                && !own.distinct.contains(other.key.text)
                && !other.distinct.contains(own.key.text) && own.compared.isLike(other.compared)
        }.map { other in
            Likeness(
                first: (own.key, own.name), second: (other.key, other.name),
                why: Catalogue.Trade.namesAlike, conflict: nil)
        }
    }

    /// Says that two cards are one company.
    public func link(_ one: String, _ other: String, reason: String?) throws -> TradeOutcome {
        let (a, b) = (try company(one), try company(other))
        let index = try CompanyAliases.index(replica)
        guard a.key != b.key, index.root(of: a.key) != index.root(of: b.key) else {
            throw Problem.linkedAlready(a.key.text, b.key.text)
        }
        let codes = Set(
            try cards(index.members(of: a.key) + index.members(of: b.key))
                .filter { desk.value($0, "retired")?.text == nil }
                .compactMap { desk.value($0, "credit_code")?.text }
                .filter { CreditCode($0) != nil }
        ).sorted { $0.precedesByBytes($1) }
        guard codes.count < 2 else { throw Problem.twoCodes(codes) }
        let isFirst = AliasIndex.precedes(index.root(of: a.key), index.root(of: b.key))
        let (root, second) = isFirst ? (a, b) : (b, a)
        var plan = TradePlan(self)
        try plan.set(
            root,
            [
                "aliases": union(desk.value(root, "aliases"), second.key.text),
                "distinct_from": without(second.key, desk.value(root, "distinct_from")),
            ])
        if let changed = without(root.key, desk.value(second, "distinct_from")) {
            try plan.set(second, ["distinct_from": changed])
        }
        let stands = try titled(index.root(of: root.key)).name
        return try carryOut(
            plan, Catalogue.Trade.linked(try own(a), try own(b), stands: stands),
            next: Catalogue.Trade.linkedNext(a.key.text, b.key.text), reason: reason
        ).about(root.key)
    }

    /// Says that a card is another company than one it was linked to, or may be taken for. Cards that
    /// hang on it alone stay with it.
    public func unlink(_ one: String, _ other: String, reason: String?) throws -> TradeOutcome {
        let (a, b) = (try company(one), try company(other))
        guard a.key != b.key else { throw Problem.sameCard(a.key.text) }
        let index = try CompanyAliases.index(replica)
        let members = index.members(of: b.key)
        let wasLinked = members.contains(a.key)
        var plan = TradePlan(self)
        let distinct = union(desk.value(a, "distinct_from"), b.key.text)
        if !wasLinked,
            SetText.elements(of: desk.value(a, "distinct_from") ?? .null)
                .contains(b.key.text)
        {
            throw Problem.differentAlready(a.key.text, b.key.text)
        }
        guard wasLinked else {
            try plan.set(a, ["distinct_from": distinct])
            return try carryOut(
                plan, Catalogue.Trade.different(try own(a), try own(b)), reason: reason)
        }
        // Between the card and what hangs together with the other one, no link stays in either direction.
        let cards = try cards(members)
        let side = Set(linked(to: a.key, among: cards, without: b.key).map(\.text))
        var also: [String] = []
        for card in cards {
            let links = self.links(of: card)
            let kept = links.filter {
                card.key == b.key
                    ? !side.contains($0) : $0 != b.key.text || !side.contains(card.key.text)
            }
            for gone in Set(links).subtracting(kept).sorted(by: { $0.precedesByBytes($1) })
            where Set([card.key.text, gone]) != [a.key.text, b.key.text] {
                also.append("\(card.key.text) – \(gone)")
            }
            var values: [String: Value?] = [:]
            if kept != links { values["aliases"] = kept.isEmpty ? .null : SetText.value(of: kept) }
            if card.key == a.key { values["distinct_from"] = distinct }
            if !values.isEmpty { try plan.set(card, values) }
        }
        let decided = try decidedBetween(cards.filter { side.contains($0.key.text) }, cards)
        return try carryOut(
            plan,
            Catalogue.Trade.unlinked(
                try own(b), from: try own(a), also: also, keeping: decided.map(\.what)),
            next: decided.isEmpty
                ? Catalogue.Trade.unlinkedNext(a.key.text)
                : Catalogue.Trade.undoDecided(Set(decided.map(\.dot)).sorted().map(\.description)),
            reason: reason)
    }

    /// What was decided (D03) between some cards of a class and its others, and is on a card still. Taking cards
    /// apart takes back no decision: each is undone by itself.
    private func decidedBetween(
        _ side: [Record], _ all: [Record]
    ) throws -> [(what: Phrase, dot: Dot)] {
        let keys = Set(side.map(\.key))
        let others = all.filter { !keys.contains($0.key) }
        let kind = try desk.kind("company")
        var found: [(what: Phrase, dot: Dot)] = []
        for card in all {
            let beyond = keys.contains(card.key) ? others : side
            for cell in card.cells where !cell.siblings.allSatisfy(\.value.isNull) {
                let group = kind.groups.first { $0.name == cell.name }?.members
                let fields = (group ?? [cell.name]).compactMap { kind.field($0) }
                // A decision made both sides say the same.
                let isShared = beyond.contains { other in
                    fields.allSatisfy { desk.value(other, $0.name) == desk.value(card, $0.name) }
                }
                guard let field = fields.first, isShared else { continue }
                for dot in cell.siblings.map(\.dot) {
                    let reason = try replica.transaction(dot)?.reason
                    guard
                        DecisionNote.parse(reason)?.subject == RuleID.linkedCardsAgree.rawValue
                    else { continue }
                    found.append((Catalogue.Trade.decided(field.label, on: card.key.text), dot))
                }
            }
        }
        return found
    }

    private func cards(_ keys: [RecordKey]) throws -> [Record] {
        try keys.compactMap { try replica.record("company", $0) }
    }

    private func links(of card: Record) -> [String] {
        SetText.elements(of: desk.value(card, "aliases") ?? .null)
    }

    /// The cards that would be one with a card if another were not there.
    private func linked(
        to key: RecordKey, among cards: [Record], without left: RecordKey
    ) -> [RecordKey] {
        AliasIndex(
            cards.filter { $0.key != left }.map { card in
                (card.key, links(of: card).compactMap { RecordKey($0) }.filter { $0 != left })
            }
        ).members(of: key)
    }

    /// A card's own name, whatever it was linked to.
    private func own(_ card: Record) throws -> String { try titled(card.key).name }

    /// A set without a key; `nil` where it is not in it.
    private func without(_ key: RecordKey, _ set: Value?) -> Value? {
        let elements = SetText.elements(of: set ?? .null)
        guard elements.contains(key.text) else { return nil }
        let rest = elements.filter { $0 != key.text }
        return rest.isEmpty ? .null : SetText.value(of: rest)
    }
}

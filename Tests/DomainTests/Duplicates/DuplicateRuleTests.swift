import Causality
import Domain
import Testing

@Suite struct DuplicateRuleTests {
    private func fact(
        _ key: String, _ name: String, code: String? = nil, contact: String? = nil,
        aliases: [String] = [], distinct: [String] = []
    ) -> CompanyFact {
        guard let key = RecordKey(key) else { preconditionFailure("a key") }
        return CompanyFact(
            key: key, name: name, creditCode: code, contact: contact, aliases: aliases,
            distinct: distinct)
    }

    private func found(_ facts: [CompanyFact], byCode: Bool = false) -> [Finding] {
        let index = AliasIndex(facts.map { ($0.key, $0.aliases.compactMap { RecordKey($0) }) })
        let card = { (key: RecordKey) in facts.first { $0.key == key } }
        if byCode { return DuplicateRule.byCode(facts, index, card: card) }
        let named = DuplicateRule.byName(facts, index, card: card)
        return named
            + DuplicateRule.byContact(facts, index, card: card).filter { finding in
                !named.contains { $0.rows == finding.rows }
            }
    }

    @Test(arguments: [
        ("演示·澜图", "演示澜图有限公司"), ("演示·澜图（北京）", "演示・澜图 (杭州) 科技有限公司".replacing("科技", with: "")),
        ("Nova Labs Co., Ltd.", "ｎｏｖａ　ｌａｂｓ"), ("NOVA-LABS Inc", "Nova Labs LLC"),
    ])
    func `names written in many ways come out the same`(one: String, other: String) {
        #expect(CompanyName(one) == CompanyName(other))
    }

    @Test(arguments: [
        ("演示·澜图", "演示·蓝图"), ("演示·澜图科技", "演示·澜图智能"), ("Nova Labs", "Nova Lab"),
    ])
    func `other names stay other names`(one: String, other: String) {
        #expect(CompanyName(one) != CompanyName(other))
    }

    @Test func `a name of nothing but its form and brackets is still a name`() {
        #expect(CompanyName("有限公司").core == "有限公司")
        #expect(CompanyName("（安吉）").core == "安吉")
        #expect(CompanyName("·—·").core == "")
    }

    @Test func `a team and the company it became are proposed, the code's card first`() throws {
        let finding = try #require(
            found([
                fact("C-7KQ", "演示·澜图"),
                fact("C-91330523XU0010005G", "演示澜图有限公司", code: "91330523XU0010005G"),
            ]).first)
        #expect(finding.rule == .oneNameOneCompany)
        #expect(finding.options.map(\.code) == ["different", "same"])
        let same = try #require(finding.options.last)
        #expect(same.row.key.text == "C-91330523XU0010005G" && same.column == "aliases")
        #expect(same.value == .text("C-7KQ"))
    }

    @Test func `cards are compared in groups that no common beginning makes large`() {
        let cards = (0..<100).map { fact("C-\($0)", "演示·第\($0)家", contact: "吴\($0)") }
        #expect(Set(cards.map(\.nameGroup)).count == 100)
        #expect(Set(cards.map(\.contactGroup)).count == 100)
        #expect(fact("C-1", "·").nameGroup == nil && fact("C-1", "演示").contactGroup == nil)
    }

    @Test(arguments: ["138-0000 0000", "１３８００００００００", "138 0000-0000", "(138)00000000"])
    func `a contact counts however it is written`(typed: String) {
        let cards = [
            fact("C-1", "演示·深瞳互动", contact: "13800000000"),
            fact("C-2", "演示·深瞳互动传媒", contact: typed),
        ]
        #expect(cards[0].contactGroup == cards[1].contactGroup)
        #expect(found(cards).count == 1)
        #expect(found([cards[0], fact("C-2", "演示·深瞳互动传媒", contact: "13800000001")]).isEmpty)
    }

    @Test func `similar names count with the same contact only`() {
        let near = [
            fact("C-1", "演示·深瞳互动", contact: "吴倩"), fact("C-2", "演示·深瞳互动传媒", contact: "吴倩"),
        ]
        #expect(found(near).count == 1)
        #expect(found([near[0], fact("C-2", "演示·深瞳互动传媒", contact: "刘洋")]).isEmpty)
        #expect(found([near[0], fact("C-2", "演示·北辰语音", contact: "吴倩")]).isEmpty)
    }

    @Test func `two valid codes are two companies, one code twice is one`() {
        let named = [
            fact("C-1", "演示·北辰", code: "91330523XU0010005G"),
            fact("C-2", "演示·北辰", code: "91330523XU0010013B"),
        ]
        #expect(found(named).isEmpty && found(named, byCode: true).isEmpty)
        let coded = [
            fact("C-1", "演示·北辰", code: "91330523XU0010005G"),
            fact("C-2", "演示·改名之后", code: "91330523XU0010005G"),
        ]
        #expect(found(coded, byCode: true).count == 1)
        #expect(found(coded).isEmpty)
    }

    @Test func `what was linked or told apart is not proposed again, the other way round neither`()
    {
        let team = fact("C-1", "演示·澜图")
        #expect(found([team, fact("C-2", "演示·澜图")]).count == 1)
        #expect(found([team, fact("C-2", "演示·澜图", aliases: ["C-1"])]).isEmpty)
        #expect(found([team, fact("C-2", "演示·澜图", distinct: ["C-1"])]).isEmpty)
        #expect(found([fact("C-1", "演示·澜图", distinct: ["C-2"]), fact("C-2", "演示·澜图")]).isEmpty)
        // Told apart from one card of a class is told apart from the class.
        let linked = fact("C-3", "演示·别名", distinct: ["C-1"])
        #expect(found([team, fact("C-2", "演示·澜图", aliases: ["C-3"]), linked]).isEmpty)
    }

    @Test
    func `of three cards the first is compared with each, and what is chosen keeps what was there`()
        throws
    {
        let findings = found([
            fact("C-1", "演示·澜图", aliases: ["C-9"]), fact("C-2", "演示·澜图"), fact("C-3", "演示·澜图"),
        ])
        #expect(findings.count == 2)
        #expect(findings.first?.options.last?.value == .text("C-2,C-9"))
    }
}

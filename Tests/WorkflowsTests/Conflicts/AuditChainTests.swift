import Testing
import Workflows

/// The file of decisions that nobody can quietly change.
struct AuditChainTests {
    private func file(_ count: Int) -> [String] {
        var lines: [String] = []
        var previous = AuditChain.start
        for number in 1...count {
            let line = AuditChain.line(
                number: number, previous: previous,
                data: ["op": .string("anji.1/site/anji:\(number)")])
            lines.append(line.text)
            previous = line.hash
        }
        return lines
    }

    private func fault(_ lines: [String]) -> Int? {
        AuditChain.check(lines.joined(separator: "\n") + "\n").fault?.line
    }

    @Test func `what was written is sound, and its last hash is the file's`() throws {
        let checked = AuditChain.check(file(5).joined(separator: "\n") + "\n")
        #expect(checked.fault == nil && checked.entries.count == 5)
        #expect(file(5)[4].contains(checked.lastHash))
        #expect(AuditChain.check("").lastHash == AuditChain.start)
    }

    @Test func `each change is found out at its line`() {
        let lines = file(4)
        #expect(fault(lines.map { $0 }) == nil)
        var changed = lines
        changed[2] = changed[2].replacing("anji:3", with: "anji:9")
        #expect(fault(changed) == 3)
        #expect(fault(Array(lines[1...])) == 1, "the first line removed")
        #expect(fault([lines[0], lines[2], lines[3]]) == 2, "one removed")
        #expect(fault([lines[1], lines[0]] + lines[2...]) == 1, "two moved")
        #expect(fault(lines + [lines[3]]) == 5, "one twice")
        #expect(fault(["{}"] + lines) == 1, "no line of such a file")
    }

    @Test func `a line made anew with another hash breaks the next one`() {
        var lines = file(3)
        lines[0] = AuditChain.line(number: 1, previous: AuditChain.start, data: ["op": "x"]).text
        #expect(fault(lines) == 2)
    }
}

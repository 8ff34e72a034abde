import Foundation
import Testing
import Workflows

@Suite struct RecordReferenceTests {
    @Test func `docs/records.md is what moso record reference prints`() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/records.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        #expect(
            text == RecordReference.text,
            "write it anew: moso record reference > docs/records.md")
    }
}

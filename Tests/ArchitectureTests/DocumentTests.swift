import Testing

@Suite struct DocumentTests {
    @Test func `links between pages lead somewhere`() throws {
        let pages = try ProjectTree.files(ending: [".md"])
        let wrong = pages.flatMap { Documents.brokenLinks(in: $0, exists: ProjectTree.exists) }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test func `no file names a machine or a registry`() throws {
        let wrong = try ProjectTree.files().flatMap(Documents.machineWords)
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    // MARK: Each rule can fail

    @Test(arguments: [
        ("docs/a.md", "see [b](b.md)"), ("docs/a.md", "[b](../b.md#part)"),
        ("a.md", "[up](../x.md)"), ("a.md", "text\n![p](p.png \"title\")"),
    ])
    func `a broken link is found`(path: String, text: String) {
        let file = ProjectTree.File(path: path, text: text)
        #expect(Documents.brokenLinks(in: file) { _ in false }.count == 1)
    }

    @Test(arguments: [
        "[w](https://example.org/x)", "[h](#part)", "`[code](x)`", "```\n[code](x)\n```",
    ])
    func `what is no link to a file is left alone`(text: String) {
        let file = ProjectTree.File(path: "a.md", text: text)
        #expect(Documents.brokenLinks(in: file) { _ in false }.isEmpty)
    }

    @Test func `a link is looked up from the folder of its page`() {
        let file = ProjectTree.File(path: "docs/formats/a.md", text: "[b](../b.md) [c](./c.md)")
        var asked: [String] = []
        _ = Documents.brokenLinks(in: file) {
            asked.append($0)
            return true
        }
        #expect(asked == ["docs/b.md", "docs/formats/c.md"])
    }

    @Test func `a machine's path and a registry's host are found`() {
        let lines = [
            "cd \"/root" + "/moso\"", "data=/home" + "/me/x", "https://pypi" + ".org/simple",
            "see /work" + "/a",
        ]
        for line in lines {
            #expect(Documents.machineWords(in: .init(path: "a.md", text: line)).count == 1)
        }
        let harmless = ProjectTree.File(path: "a.md", text: "net/work" + "/x, docs/root" + "/y")
        #expect(Documents.machineWords(in: harmless).isEmpty)
    }
}

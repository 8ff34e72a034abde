import Foundation
import Testing
import Workflows

/// The catalogue is read as source text: that a translation exists is checked by the compiler, and
/// what it cannot see is checked here.
@Suite struct CatalogueTests {
    @Test func `both texts of every phrase mention the same things`() throws {
        // Spans of time are built from parts that differ by language.
        let entries = try PhraseSource.all().filter { !$0.place.hasPrefix("TimeText") }
        #expect(entries.count > 250)
        for entry in entries {
            let zh = PhraseSource.mentioned(in: entry.zh)
            let en = PhraseSource.mentioned(in: entry.en)
            #expect(zh == en, "\(entry.place): \(zh.symmetricDifference(en))")
        }
    }

    @Test func `no phrase of the catalogue is without a user`() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources").standardized.resolvingSymlinksInPath()
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var used: Set<Substring> = []
        var catalogue: [(file: String, text: String)] = []
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            used.formUnion(text.matches(of: /\.(\w+)/).map(\.1))
            guard file.path.contains("/Catalogue/") else { continue }
            catalogue.append((file.lastPathComponent, text))
        }
        #expect(catalogue.count > 15)
        for (file, text) in catalogue {
            let words = text.matches(of: /\w+/).map(\.0)
            for name in text.matches(of: /static (?:let|func) (\w+)/).map(\.1) {
                // Within its own group a phrase is named without a dot.
                let isNamedAgain = words.count { $0 == name } > 1
                #expect(used.contains(name) || isNamedAgain, "\(file): \(name)")
            }
        }
    }

    @Test func `no text is empty`() throws {
        for entry in try PhraseSource.all() {
            for text in [entry.zh, entry.en] {
                #expect(!text.isEmpty && text != "\"\"", "\(entry.place)")
            }
        }
    }

    @Test func `Chinese uses full-width punctuation beside its characters`() throws {
        let narrow: Set<Character> = [",", ";", "?", "!", "(", ")"]
        for entry in try PhraseSource.all() {
            let text = Array(PhraseSource.fixedText(of: entry.zh))
            for (first, second) in zip(text, text.dropFirst()) {
                let isWrong =
                    first.isHan && (narrow.contains(second) || second == ":")
                    || second.isHan && narrow.contains(first)
                #expect(!isWrong, "\(entry.place): \(first)\(second)")
            }
        }
    }

    @Test func `Chinese has a space between its characters and Latin letters or digits`() throws {
        for entry in try PhraseSource.all() {
            let text = Array(PhraseSource.fixedText(of: entry.zh))
            for (first, second) in zip(text, text.dropFirst()) {
                let isTight =
                    first.isHan && second.isLatinOrDigit || first.isLatinOrDigit && second.isHan
                #expect(!isTight, "\(entry.place): \(first)\(second)")
            }
        }
    }

    @Test func `English has no Chinese characters`() throws {
        for entry in try PhraseSource.all() {
            let han = entry.en.filter(\.isHan)
            #expect(han.isEmpty, "\(entry.place): \(han)")
        }
    }

    @Test func `Chinese names things by the words of the glossary`() throws {
        let avoided = ["服务器", "节点", "数据库副本", "同步完毕", "错误：", "请您", "成功地"]
        for entry in try PhraseSource.all() {
            for word in avoided {
                #expect(!entry.zh.contains(word), "\(entry.place): \(word)")
            }
        }
    }
}

extension Character {
    fileprivate var isHan: Bool {
        unicodeScalars.first.map { (0x4E00...0x9FFF).contains($0.value) } ?? false
    }

    fileprivate var isLatinOrDigit: Bool { isASCII && (isLetter || isNumber) }
}

/// Rules about words in files and links between them.
enum Documents {
    // Spelt in parts, so that this file does not fall to its own rule.
    private static let registries = [
        "registry" + ".npmjs", "files." + "pythonhosted", "pypi" + ".org", "proxy." + "golang",
        "crates" + ".io", "deb." + "debian.org", "index." + "crates",
    ]
    private static let places = ["/work" + "/", "/root" + "/", "/home" + "/", "/Us" + "ers/"]

    /// A file says nothing about the machine or the mirror it was written on.
    static func machineWords(in file: ProjectTree.File) -> [String] {
        guard (registries + places).contains(where: file.text.holds) else { return [] }
        return file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .flatMap { number, line in
                registries.filter { line.contains($0) }.map {
                    "\(file.path):\(number + 1): names the registry \($0)"
                }
                    + places.filter { isPlace($0, in: line) }.map {
                        "\(file.path):\(number + 1): names a folder of one machine, \($0)"
                    }
            }
    }

    /// Whether the folder stands there as the start of an absolute path, not inside another path.
    private static func isPlace(_ place: String, in line: Substring) -> Bool {
        var rest = line
        while let range = rest.firstRange(of: place) {
            let before =
                range.lowerBound > line.startIndex
                ? line[line.index(before: range.lowerBound)] : " "
            if " \t\"'`(=:,[<".contains(before) { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    /// Targets of the links in a page of Markdown, without those in code.
    static func links(in text: String) -> [(line: Int, target: String)] {
        var isFenced = false
        var found: [(Int, String)] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.drop(while: { $0 == " " }).hasPrefix("```") {
                isFenced.toggle()
                continue
            }
            if isFenced { continue }
            // Odd pieces between back quotes are code.
            let prose = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "code" }.joined()
            var rest = prose[...]
            while let open = rest.firstRange(of: "](") {
                rest = rest[open.upperBound...]
                guard let close = rest.firstIndex(of: ")") else { break }
                let target = rest[..<close].split(separator: " ").first ?? ""
                found.append((number + 1, String(target)))
            }
        }
        return found
    }

    /// Links to files that are not there. `exists` takes a path from the project's root.
    static func brokenLinks(
        in file: ProjectTree.File, exists: (String) -> Bool
    ) -> [String] {
        let folder = file.path.split(separator: "/").dropLast().map(String.init)
        return links(in: file.text).compactMap { line, target in
            if target.contains("://") || target.hasPrefix("mailto:") { return nil }
            let path = target.split(separator: "#", omittingEmptySubsequences: false)[0]
            if path.isEmpty {
                return nil  // A heading of the same page.
            }
            var parts = path.hasPrefix("/") ? [] : folder
            for part in path.split(separator: "/") where part != "." {
                if part == ".." {
                    guard parts.popLast() != nil else {
                        return "\(file.path):\(line): \(target) leaves the project"
                    }
                } else {
                    parts.append(String(part))
                }
            }
            return exists(parts.joined(separator: "/"))
                ? nil : "\(file.path):\(line): \(target) is not there"
        }
    }
}

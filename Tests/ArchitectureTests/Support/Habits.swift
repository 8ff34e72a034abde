/// Rules of the house that a compiler does not know, as functions from a file to sentences.
enum Habits {
    /// The targets that may ask the machine for time and chance, and hand them in.
    private static let executables: Set<String> = ["moso", "mosod"]

    private static let clocksAndChance = [
        "Date()", ".now", ".random(", "SystemRandomNumberGenerator", "UUID()",
    ]

    /// Files at the edge that may look at the clock all the same, each with its reason.
    private static let exempt = [
        "Sources/Web/Sync/WatchRoute.swift":
            "how long a request may wait, by the monotonic clock; no record depends on it"
    ]

    /// Time and chance are passed in, so that the same core runs in a simulator.
    static func hiddenInputs(in file: ProjectTree.File) -> [String] {
        guard let target = file.target, !executables.contains(target), exempt[file.path] == nil
        else { return [] }
        return found(clocksAndChance, in: file, "is passed in, not taken here")
    }

    /// Only the command line speaks to a person; the daemon only when it cannot start.
    static func printing(in file: ProjectTree.File) -> [String] {
        guard let target = file.target, !executables.contains(target) else { return [] }
        return found(["print(", "debugPrint(", "dump("], in: file, "belongs to the programs")
    }

    /// Nothing traps because of what the world does, and nothing is left for later.
    static func traps(in file: ProjectTree.File) -> [String] {
        guard file.target != nil else { return [] }
        var sentences = found(["try!"], in: file, "traps on what may fail")
        for (number, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated() where line.contains("fatalError(\"not")
        {
            sentences.append("\(file.path):\(number + 1): something is not written yet")
        }
        return sentences
    }

    static let linesMax = 450

    static func length(of file: ProjectTree.File) -> [String] {
        guard file.target != nil, file.path.hasSuffix(".swift") else { return [] }
        let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
        return count > linesMax ? ["\(file.path): \(count) lines; look for a seam"] : []
    }

    private static let documented: Set<String> = ["Causality", "Wire", "Sync", "Storage"]

    /// Public types of the engine say what they are. Members may speak by their names.
    static func undocumentedTypes(in file: ProjectTree.File) -> [String] {
        guard let target = file.target, documented.contains(target) else { return [] }
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
        let nouns: Set<Substring> = ["struct", "enum", "class", "actor", "protocol"]
        return lines.enumerated().compactMap { number, line in
            let words = line.split(separator: " ")
            guard words.first == "public", let noun = words.firstIndex(where: nouns.contains),
                noun < 4, noun + 1 < words.count, !line.hasPrefix("    ")
            else { return nil }
            var above = number - 1
            while above >= 0, lines[above].hasPrefix("@") { above -= 1 }
            if above >= 0, lines[above].hasPrefix("///") { return nil }
            let name = words[noun + 1].prefix { $0.isLetter || $0.isNumber }
            return "\(file.path):\(number + 1): \(name) has no doc comment"
        }
    }

    private static func found(
        _ needles: [String], in file: ProjectTree.File, _ why: String
    ) -> [String] {
        // Most files hold none of them, not even in a comment.
        guard needles.contains(where: file.text.holds) else { return [] }
        return SwiftCode(file.text).occurrences(of: needles).map {
            "\(file.path):\($0.line): \($0.needle) \(why)"
        }
    }
}

extension String {
    /// Filled with spaces to `width` columns; unchanged when it is as wide already.
    public func padded(to width: Int, _ alignment: TextTable.Alignment = .left) -> String {
        let missing = width - DisplayWidth.of(self)
        guard missing > 0 else { return self }
        let spaces = String(repeating: " ", count: missing)
        return alignment == .left ? self + spaces : spaces + self
    }

    /// Shortened to at most `width` columns, with `..` in place of what is missing.
    ///
    /// A double-width character that does not fit is left out whole, so the result may be one
    /// column narrower than asked.
    public func clipped(to width: Int) -> String {
        guard DisplayWidth.of(self) > width else { return self }
        guard width > 2 else { return prefix(ofWidth: width) }
        return prefix(ofWidth: width - 2) + ".."
    }

    /// Its longest beginning of at most `width` columns.
    func prefix(ofWidth width: Int) -> String {
        var taken = 0
        var end = startIndex
        while end < endIndex {
            taken += DisplayWidth.of(self[end])
            if taken > width { break }
            formIndex(after: &end)
        }
        return String(self[..<end])
    }

    /// On one line and harmless to a terminal: line breaks and tabs become spaces, other control
    /// characters and the marks that reverse the direction of writing become `?`. Text typed at
    /// another site must be able neither to break a table nor to send escape sequences.
    public var onOneLine: String {
        guard unicodeScalars.contains(where: \.disturbsTerminal) else { return self }
        var safe = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x09...0x0D, 0x85, 0x2028, 0x2029: safe.append(" ")
            default: safe.append(scalar.disturbsTerminal ? "?" : scalar)
            }
        }
        return String(safe)
    }

    /// As one word of a command line: in quotation marks where the shell would take it apart.
    public var asShellWord: String {
        let isPlain = unicodeScalars.allSatisfy { scalar in
            !scalar.isASCII && !scalar.properties.isWhitespace
                || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "/._-+:,=@%~".unicodeScalars.contains(scalar)
        }
        guard !isPlain || isEmpty else { return self }
        return "'"
            + split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }

    /// One cell of `--plain` output: nothing is lost, as tab, line break and backslash are written
    /// `\t`, `\n`, `\r` and `\\`, and what disturbs a terminal `\u{1b}`.
    public var escapedForPlain: String {
        let needsEscape = unicodeScalars.contains { $0 == "\\" || $0.disturbsTerminal }
        guard needsEscape else { return self }
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\t": text += "\\t"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case _ where scalar.disturbsTerminal:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// Control characters, line and paragraph separators, and the bidirectional controls.
    fileprivate var disturbsTerminal: Bool {
        switch value {
        case ..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

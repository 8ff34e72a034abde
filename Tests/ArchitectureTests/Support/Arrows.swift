/// Which target may import what: the table of docs/ARCHITECTURE.md, kept here once.
///
/// SwiftPM does not enforce it: an undeclared import builds whenever the module happens to have been
/// compiled before.
enum Arrows {
    static let allowed: [String: Set<String>] = [
        "Causality": [],
        "Domain": ["Causality"],
        "Wire": ["Causality", "Crypto"],
        "Sync": ["Wire", "Causality"],
        "Storage": ["CSQLite", "Sync", "Wire", "Causality"],
        "Transport": ["CCurl", "Sync", "Wire"],
        "Workflows": ["Domain", "Storage", "Sync", "Causality"],
        "Web": [
            "Workflows", "Domain", "Sync", "Wire", "Hummingbird", "HummingbirdCore", "NIOCore",
            "NIOSSL", "Logging", "CryptoExtras",
        ],
        "mosod": [
            "Causality", "Domain", "Wire", "Sync", "Storage", "Transport", "Workflows", "Web",
            "Hummingbird", "HummingbirdCore", "NIOCore", "Logging", "ServiceLifecycle",
            "ArgumentParser",
        ],
        "moso": [
            "Causality", "Domain", "Wire", "Sync", "Storage", "Transport", "Workflows",
            "ArgumentParser",
        ],
    ]

    /// Imports beyond the table, each with its reason.
    static let exceptions: [(target: String, module: String, why: String)] = [
        ("Wire", "CZstd", "compressing frames is part of the bytes on the wire"),
        ("Wire", "Synchronization", "zstd's contexts wait for whichever thread needs one next"),
        ("Storage", "Glibc", "the identity file is written and synced with system calls"),
        ("Storage", "Synchronization", "a counter shared with the thread that interrupts a query"),
        ("Transport", "Glibc", "libcurl's loop waits and wakes with system calls"),
        ("Transport", "Synchronization", "the mailbox between callers and libcurl's thread"),
        ("Workflows", "Glibc", "iconv reads GB18030, and imported files are opened here"),
        ("Workflows", "Wire", "a conflict is called by the id that Wire computes"),
        ("Workflows", "CZlib", "workbooks are ZIP files, packed by the system's zlib"),
        ("Web", "Glibc", "formatting of local time"),
        ("Workflows", "Synchronization", "the queue is kept from one look to the next"),
        ("Web", "Synchronization", "counters shared by requests"),
        ("Web", "Causality", "names of sites in pages and requests are values of Causality"),
        ("mosod", "Glibc", "signals, umask, the socket of the service manager"),
        ("mosod", "Synchronization", "state shared by listener and schedule"),
        ("moso", "Glibc", "terminal size, locale, files"),
        ("moso", "Synchronization", "the progress line is drawn while a transfer runs"),
        ("moso", "CSQLite", "the benchmark's baseline is plain SQLite"),
    ]

    static func permits(_ target: String, _ module: String) -> Bool {
        allowed[target]?.contains(module) == true
            || exceptions.contains { $0.target == target && $0.module == module }
    }

    /// The modules a file imports, whatever stands before the word: `@testable`, `public`, or what
    /// is imported of them: `import struct A.B` imports A.
    static func imports(in source: String) -> [(line: Int, module: String)] {
        let kinds: Set<Substring> = [
            "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
        ]
        let modifiers: Set<Substring> = [
            "public", "package", "internal", "fileprivate", "private",
        ]
        guard source.holds("import") else { return [] }
        return SwiftCode(source).lines.enumerated().flatMap { number, line in
            line.split(separator: ";").compactMap { statement in
                var words = statement.split { $0 == " " || $0 == "\t" }[...]
                while let word = words.first, modifiers.contains(word) || word.hasPrefix("@") {
                    words.removeFirst()
                }
                guard words.popFirst() == "import", let first = words.first else { return nil }
                if kinds.contains(first) { words.removeFirst() }
                guard let path = words.first, let module = path.split(separator: ".").first
                else { return nil }
                return (number + 1, String(module))
            }
        }
    }

    /// Sentences about the imports of one file that the table does not allow.
    static func violations(in file: ProjectTree.File) -> [String] {
        guard let target = file.target else { return [] }
        guard allowed[target] != nil else { return ["\(file.path): unknown target \(target)"] }
        return imports(in: file.text).filter { !permits(target, $0.module) }.map {
            "\(file.path):\($0.line): \(target) may not import \($0.module)"
        }
    }
}

extension ProjectTree.File {
    /// The target a source file belongs to: the folder under `Sources`.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }
}

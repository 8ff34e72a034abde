import Foundation
import Glibc

/// The files of the project as they lie on disk, without what a build or an editor leaves there.
enum ProjectTree {
    /// One file: its path from the project's root, and its text.
    struct File {
        let path: String
        let text: String
    }

    /// What belongs to the project at its top level; anything else there is somebody's scratch.
    private static let entries = [
        ".ci", "Makefile", "Package.swift", "Sources", "Tests", "config", "deploy", "docs",
    ]

    static let root: String = {
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return here.dropLast(4).joined(separator: "/")
    }()

    /// Paths of the project's files, sorted.
    static func paths() throws -> [String] {
        var found: [String] = []
        let top = try FileManager.default.contentsOfDirectory(atPath: root)
        for entry in top where entries.contains(entry) || entry.hasSuffix(".md") {
            if isFile(entry) {
                found.append(entry)
            } else {
                let below = FileManager.default.enumerator(atPath: root + "/" + entry)
                while let path = below?.nextObject() as? String {
                    if isFile(entry + "/" + path) { found.append(entry + "/" + path) }
                }
            }
        }
        return found.filter { !$0.contains("__pycache__") }.sorted()
    }

    /// Files under a folder, by how their names end; every text file when no ending is given.
    static func files(under folder: String = "", ending: [String] = []) throws -> [File] {
        try paths().filter { path in
            path.hasPrefix(folder) && (ending.isEmpty || ending.contains { path.hasSuffix($0) })
        }.compactMap { path in
            // Files that are not UTF-8 are fixtures in other encodings, which hold no words of ours.
            guard let bytes = FileManager.default.contents(atPath: root + "/" + path),
                let text = String(validating: bytes, as: UTF8.self)
            else { return nil }
            return File(path: path, text: text)
        }
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + "/" + path)
    }

    private static func isFile(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isDirectory)
            && !isDirectory.boolValue
    }
}

extension StringProtocol {
    /// Whether the bytes of `needle` stand somewhere in the text. Much faster than `contains`, which
    /// compares characters.
    func holds(_ needle: String) -> Bool { strstr(String(self), needle) != nil }
}

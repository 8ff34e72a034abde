internal import Causality
internal import Glibc
internal import Wire

// The identity file.
//
// A dot may be used once. A database restored from yesterday's backup does not know that it has
// already used today's numbers, and a copied one does not know of its twin. So a small file stands
// beside the database and outside its backups: site, epoch, the last transaction sealed here with
// its hash, and which file on which machine that was. If database and identity file disagree, or the
// file is missing, a new epoch starts before the first write, under which no number has been used.
//
// The file may lag behind the database (it is written after the commit and not synced: one sync per
// edit is what an edit costs); it can never run ahead of it unless the database went back.
// docs/formats/identity.md has the lines.

/// What the identity file says.
struct IdentityFile: Equatable {
    let site: SiteID
    let epoch: UInt32
    /// Device and inode of the database file: a copy has others.
    let file: String
    let machine: String
    /// The last transaction sealed here and its hash; `nil` before the first.
    var sealed: (dot: Dot, hash: Digest256)?

    static func == (a: IdentityFile, b: IdentityFile) -> Bool { a.page == b.page }

    /// The file with nothing sealed yet.
    private let blank: IdentityPage

    /// The file's bytes.
    var page: IdentityPage {
        var page = blank
        if let sealed { page.seal(sealed.dot, sealed.hash) }
        return page
    }

    init(
        site: SiteID, epoch: UInt32, file: String, machine: String,
        sealed: (dot: Dot, hash: Digest256)? = nil
    ) {
        self.site = site
        self.epoch = epoch
        self.file = file
        // A machine id is 32 hexadecimal digits; anything longer is cut, not refused.
        self.machine = String(machine.filter { !$0.isWhitespace }.prefix(64))
        blank = IdentityPage(
            """
            moso-identity 1
            site \(site)
            epoch \(epoch)
            file \(file)
            machine \(self.machine)

            """)
        self.sealed = sealed
    }

    /// `nil` when the bytes are torn or of another form.
    init?(bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 7, lines[0] == "moso-identity 1" else { return nil }
        var fields: [Substring] = []
        for (line, name) in zip(
            lines[1...6], ["site", "epoch", "file", "machine", "sealed", "check"])
        {
            guard line.hasPrefix(name + " ") else { return nil }
            fields.append(line.dropFirst(name.count + 1))
        }
        guard let site = SiteID(String(fields[0])), let epoch = UInt32(fields[1]), epoch > 0
        else { return nil }
        self.init(
            site: site, epoch: epoch, file: String(fields[2]), machine: String(fields[3]))
        if fields[4] != "none" {
            let parts = fields[4].split(separator: " ")
            guard parts.count == 2, let dot = Dot(String(parts[0])),
                let hash = Digest256(hexadecimal: parts[1])
            else { return nil }
            sealed = (dot, hash)
        }
        guard page.bytes == bytes else { return nil }
    }
}

/// The bytes of the identity file: lines of facts, a line with what was sealed last, a line with the
/// digest of those, and blanks. An edit changes no more than the last two lines, and makes no more.
struct IdentityPage: Equatable {
    /// Bytes of the file on disk: fixed, so that rewriting it in place never tears it across blocks.
    static let size = 512

    private(set) var bytes = [UInt8](repeating: UInt8(ascii: " "), count: size)
    /// Where the line begins that says what is sealed.
    private let end: Int
    /// The stream sealed last, and where its text ends.
    private var stream: (name: Stream, end: Int)?

    init(_ facts: String) {
        end = facts.utf8.count
        put(facts, at: 0)
        close(at: put("sealed none\n", at: end))
    }

    static func == (a: IdentityPage, b: IdentityPage) -> Bool { a.bytes == b.bytes }

    mutating func seal(_ dot: Dot, _ hash: Digest256) {
        let start: Int
        if let stream, stream.name == dot.stream {
            start = stream.end
        } else {
            start = put("sealed \(dot.stream):", at: end)
            stream = (dot.stream, start)
        }
        var at = putDecimal(dot.seq, at: start)
        bytes[at] = UInt8(ascii: " ")
        at += 1
        precondition(at + Digest256.digits < IdentityPage.size, IdentityPage.fits)
        bytes.withUnsafeMutableBytes {
            hash.writeHexadecimal(to: UnsafeMutableRawBufferPointer(rebasing: $0[at...]))
        }
        at += Digest256.digits
        bytes[at] = UInt8(ascii: "\n")
        close(at: at + 1)
    }

    /// Puts a text in its place; returns where it ends.
    @discardableResult
    private mutating func put(_ text: String, at: Int) -> Int {
        precondition(at + text.utf8.count <= IdentityPage.size, IdentityPage.fits)
        bytes.replaceSubrange(at..<at + text.utf8.count, with: text.utf8)
        return at + text.utf8.count
    }

    private mutating func putDecimal(_ number: UInt64, at: Int) -> Int {
        var (digits, least) = (1, number / 10)
        while least > 0 { (digits, least) = (digits + 1, least / 10) }
        var rest = number
        for place in (at..<at + digits).reversed() {
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        return at + digits
    }

    /// Puts the digest of what stands before `at` there, and blanks behind it.
    private mutating func close(at: Int) {
        let digest = put(IdentityPage.checkWord, at: at)
        let last = digest + Digest256.prefixDigits
        precondition(last < IdentityPage.size, IdentityPage.fits)
        bytes.withUnsafeMutableBytes { page in
            let check = Digest256(of: UnsafeRawBufferPointer(rebasing: page[..<at]))
            check.writePrefix(to: UnsafeMutableRawBufferPointer(rebasing: page[digest...]))
            page[last] = UInt8(ascii: "\n")
            for blank in last + 1..<IdentityPage.size { page[blank] = UInt8(ascii: " ") }
        }
    }

    private static let checkWord = "check "
    private static let fits = "the identity fits into its file"
}

extension Digest256 {
    init?(hexadecimal text: Substring) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for at in stride(from: 0, to: 64, by: 2) {
            let pair = String(decoding: digits[at...at + 1], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        self.init(bytes: bytes)
    }
}

/// The identity file on disk, kept open for rewriting in place.
final class IdentityStore {
    let path: String
    private var descriptor: Int32 = -1

    init(path: String) { self.path = path }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What the file says; `nil` when it is missing or torn.
    func read() -> IdentityFile? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: IdentityPage.size)
        let count = pread(file, &buffer, buffer.count, 0)
        return count == buffer.count ? IdentityFile(bytes: buffer) : nil
    }

    /// Writes a new file beside the old one, syncs it, puts it in place and syncs the directory.
    func replace(with identity: IdentityFile) throws {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        let fresh = path + ".new"
        let file = open(
            fresh, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure("create", fresh) }
        var kept = false
        defer { if !kept { close(file) } }
        let bytes = identity.page.bytes
        guard pwrite(file, bytes, bytes.count, 0) == bytes.count else {
            throw failure("write", fresh)
        }
        guard fsync(file) == 0 else { throw failure("sync", fresh) }
        guard rename(fresh, path) == 0 else { throw failure("rename", fresh) }
        try IdentityStore.syncDirectory(of: path)
        kept = true
        descriptor = file
    }

    /// Rewrites the file in place, as a rule without syncing it: it may lag, never run ahead.
    ///
    /// - Throws: `StorageError.identityBehind`; the commit that the identity follows stands.
    func update(to page: borrowing IdentityPage, synced: Bool = false) throws {
        if descriptor < 0 {
            descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else {
                throw StorageError.identityBehind(path: path, errno: errno)
            }
        }
        let written = page.bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == IdentityPage.size, !synced || fsync(descriptor) == 0 else {
            throw StorageError.identityBehind(path: path, errno: errno)
        }
    }

    /// Finds the file anew at the next update: another process has put a new one in its place.
    func reopen() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private func failure(_ operation: String, _ path: String) -> StorageError {
        errno == ENOSPC
            ? .diskFull(path: path) : .file(operation: operation, path: path, errno: errno)
    }

    /// SQLite ignores a failed sync of the directory, so it is done and checked here.
    static func syncDirectory(of path: String) throws {
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        let file = open(directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0, fsync(file) == 0 else {
            throw StorageError.file(operation: "sync", path: directory, errno: errno)
        }
        close(file)
    }

    /// Device and inode of a file.
    static func name(of path: String) -> String {
        var info = stat()
        return stat(path, &info) == 0 ? "\(info.st_dev):\(info.st_ino)" : "none"
    }
}

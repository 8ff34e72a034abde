internal import Causality
internal import Wire

/// People as the lines of their file: `docs/formats/people.md`.
enum PersonLine {
    private static let head = #"{"moso-people":1}"#

    static func bytes(of people: [Person]) -> [UInt8] {
        Array(([head] + people.map { line($0).text }).map { $0 + "\n" }.joined().utf8)
    }

    /// `nil` for what is not of that form.
    static func people(of bytes: [UInt8]) -> [Person]? {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.first.map(String.init) == head else { return nil }
        var people: [Person] = []
        for line in lines.dropFirst() {
            guard let json = try? JSON(String(line)), let person = person(json) else { return nil }
            people.append(person)
        }
        return people
    }

    private static func line(_ person: Person) -> JSON {
        var line = JSON.Object()
        line["name"] = .string(person.name)
        line["role"] = .string(person.role.rawValue)
        if let site = person.site { line["site"] = .string(site.name) }
        line["password"] = person.password.map(password) ?? .null
        line["link"] = person.link.map(link) ?? .null
        return .object(line)
    }

    /// SHA-256 over name, password and link as they stand in the line.
    static func wayIn(of person: Person) -> Digest256 {
        let parts: JSON = [
            "name": .string(person.name), "password": person.password.map(password) ?? .null,
            "link": person.link.map(link) ?? .null,
        ]
        return Digest256(of: Array("moso way in \(parts.text)".utf8))
    }

    private static func link(_ link: OneTimeLink) -> JSON {
        [
            "sha256": .string(link.digest.description),
            "until_ms": .integer(Int64(clamping: link.untilMilliseconds)),
        ]
    }

    private static func password(_ record: PasswordRecord) -> JSON {
        [
            "scrypt_log_n": .count(record.logRounds), "scrypt_r": .count(record.blockSize),
            "scrypt_p": .count(record.parallelism), "salt": .string(hexadecimal(record.salt)),
            "hash": .string(hexadecimal(record.hash)),
        ]
    }

    private static func person(_ json: JSON) -> Person? {
        guard let name = json["name"]?.string, Person.name(name) == name,
            let role = json["role"]?.string.flatMap(Role.init)
        else { return nil }
        let site = json["site"]?.string.flatMap { SiteID($0) }
        guard (role == .guest) == (site != nil) else { return nil }
        var person = Person(name: name, role: role, site: site)
        if let password = json["password"], password != .null {
            guard let record = record(password) else { return nil }
            person.password = record
        }
        if let link = json["link"], link != .null {
            guard let digest = link["sha256"]?.string.flatMap(Digest256.init(hexadecimal:)),
                let until = link["until_ms"]?.integer, until >= 0
            else { return nil }
            person.link = OneTimeLink(digest: digest, untilMilliseconds: UInt64(until))
        }
        return person
    }

    /// Costs beyond these were not written by us, and a log-in would never end.
    private static func record(_ json: JSON) -> PasswordRecord? {
        guard let rounds = json["scrypt_log_n"]?.integer, 1...20 ~= rounds,
            let block = json["scrypt_r"]?.integer, 1...16 ~= block,
            let parallelism = json["scrypt_p"]?.integer, 1...16 ~= parallelism,
            let salt = json["salt"]?.string.flatMap(bytes), 8...64 ~= salt.count,
            let hash = json["hash"]?.string.flatMap(bytes), 16...64 ~= hash.count
        else { return nil }
        return PasswordRecord(
            logRounds: Int(rounds), blockSize: Int(block), parallelism: Int(parallelism),
            salt: salt, hash: hash)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.compactMap { $0.isASCII ? $0.hexDigitValue : nil }
        guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}

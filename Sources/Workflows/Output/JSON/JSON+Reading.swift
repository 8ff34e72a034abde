extension JSON {
    /// Levels of arrays and objects that are read. What moso prints has about six; the bound keeps
    /// hostile input from exhausting the stack.
    public static let depthMax = 16

    /// Reads one value, with nothing but white space around it.
    ///
    /// Stricter than RFC 8259 where leniency would hide a mistake: a key may not stand twice,
    /// numbers are whole and within 64 bits, escapes must name whole characters.
    public init(_ text: String) throws(JSONFault) {
        try self.init(utf8: Array(text.utf8))
    }

    /// Reads bytes that were not checked before; anything but UTF-8 is refused.
    public init(utf8 bytes: [UInt8]) throws(JSONFault) {
        var reader = JSONReader(bytes: bytes)
        self = try reader.document()
    }
}

/// A cursor over the bytes. Never reads beyond them and never traps, whatever they are.
struct JSONReader {
    let bytes: [UInt8]
    var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONFault) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard offset == bytes.count else { throw fault(.trailing) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSON {
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSON {
        try open(depth: depth)
        var items: [JSON] = []
        if try closes(UInt8(ascii: "]")) { return .array([]) }
        repeat { items.append(try value(depth: depth + 1)) } while try goesOn(UInt8(ascii: "]"))
        return .array(items)
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSON {
        try open(depth: depth)
        var object = JSON.Object()
        var seen: Set<[UInt8]> = []
        if try closes(UInt8(ascii: "}")) { return .object(object) }
        repeat {
            skipSpace()
            let start = offset
            guard try peek() == UInt8(ascii: "\"") else { throw unexpected() }
            let key = try string()
            guard seen.insert(Array(key.utf8)).inserted else {
                throw JSONFault(reason: .repeatedKey(key), offset: start)
            }
            skipSpace()
            guard try peek() == UInt8(ascii: ":") else { throw unexpected() }
            offset += 1
            object.append(key, try value(depth: depth + 1))
        } while try goesOn(UInt8(ascii: "}"))
        return .object(object)
    }

    private mutating func open(depth: Int) throws(JSONFault) {
        guard depth < JSON.depthMax else { throw fault(.tooDeep(most: JSON.depthMax)) }
        offset += 1
    }

    private mutating func closes(_ bracket: UInt8) throws(JSONFault) -> Bool {
        skipSpace()
        guard try peek() == bracket else { return false }
        offset += 1
        return true
    }

    /// After an item: whether a comma promises another one, or the bracket ends the list.
    private mutating func goesOn(_ bracket: UInt8) throws(JSONFault) -> Bool {
        skipSpace()
        let byte = try peek()
        guard byte == UInt8(ascii: ",") || byte == bracket else { throw unexpected() }
        offset += 1
        return byte != bracket
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        for byte in word.description.utf8 {
            guard try peek() == byte else { throw unexpected() }
            offset += 1
        }
        return value
    }

    private mutating func skipSpace() {
        while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    func peek() throws(JSONFault) -> UInt8 {
        guard offset < bytes.count else { throw fault(.ended) }
        return bytes[offset]
    }

    func fault(_ reason: JSONFault.Reason) -> JSONFault {
        JSONFault(reason: reason, offset: offset)
    }

    func unexpected() -> JSONFault {
        offset < bytes.count ? fault(.unexpected(byte: bytes[offset])) : fault(.ended)
    }
}

package import Causality

/// A JSON value whose objects are written with sorted names, so that equal answers are equal bytes.
package enum JSONValue: Hashable, Sendable, Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        if box.decodeNil() {
            self = .null
        } else if let flag = try? box.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? box.decode(Int64.self) {
            self = .integer(number)
        } else if let text = try? box.decode(String.self) {
            self = .string(text)
        } else if let items = try? box.decode([JSONValue].self) {
            self = .array(items)
        } else {
            self = .object(try box.decode([String: JSONValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        switch self {
        case .null: try box.encodeNil()
        case .bool(let flag): try box.encode(flag)
        case .integer(let number): try box.encode(number)
        case .string(let text): try box.encode(text)
        case .array(let items): try box.encode(items)
        case .object(let members): try box.encode(members)
        }
    }
}

extension JSONValue {
    package static func number(_ number: some BinaryInteger) -> JSONValue {
        .integer(Int64(number))
    }

    package static func strings(_ items: some Sequence<some CustomStringConvertible>) -> JSONValue {
        .array(items.map { .string($0.description) })
    }

    /// A cell's value; a group's as an object of its members.
    package init(_ value: Value, in cell: CellSchema?, of table: TableSchema?) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .text(let text): self = .string(text)
        case .erased: self = .object(["erased": .bool(true)])
        case .tuple(let members):
            guard let cell, let table, cell.columns.count == members.count else {
                self = .array(members.map { JSONValue($0, in: nil, of: nil) })
                return
            }
            var object: [String: JSONValue] = [:]
            for (column, member) in zip(cell.columns, members) {
                object[table.columns[column].name] = JSONValue(member, in: nil, of: nil)
            }
            self = .object(object)
        }
    }

    /// The column value that it stands for; `nil` for what no column holds.
    package var columnValue: Value? {
        switch self {
        case .null: .null
        case .integer(let number): .integer(number)
        case .string(let text): .text(text)
        case .bool, .array, .object: nil
        }
    }
}

extension JSONValue {
    /// Canonical text: no blanks, names of members in the order of their bytes.
    package var text: String {
        var out: [UInt8] = []
        write(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .null: out += "null".utf8
        case .bool(let flag): out += (flag ? "true" : "false").utf8
        case .integer(let number): out += "\(number)".utf8
        case .string(let text): JSONValue.write(text, to: &out)
        case .array(let items):
            out.append(UInt8(ascii: "["))
            for (at, item) in items.enumerated() {
                if at > 0 { out.append(UInt8(ascii: ",")) }
                item.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            let names = members.keys.sorted { Array($0.utf8).lexicographicallyPrecedes($1.utf8) }
            for (at, name) in names.enumerated() {
                if at > 0 { out.append(UInt8(ascii: ",")) }
                JSONValue.write(name, to: &out)
                out.append(UInt8(ascii: ":"))
                members[name]?.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                out += "\\u00".utf8
                out += (byte < 16 ? "0" : "").utf8
                out += String(byte, radix: 16).utf8
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}

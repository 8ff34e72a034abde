public import Causality
public import Storage

/// One row as two ends compare it: what each cell shows and the writes behind it.
public struct RowPicture: Sendable {
    public struct Cell: Sendable {
        public let name: String
        public let shown: Value
        /// The live writes by name, with their values.
        let siblings: [String: Value]
    }

    public let cells: [Cell]
    /// Deletes that stand against writes they had not seen.
    let marks: [String]

    public init(_ record: Record) {
        cells = record.cells.map { cell in
            Cell(
                name: cell.name, shown: cell.shown,
                siblings: Dictionary(
                    cell.siblings.map { ($0.dot.description, $0.value) },
                    uniquingKeysWith: { first, _ in first }))
        }
        marks = record.marks.map(\.description)
    }

    /// One cell that is not the same at both ends.
    public struct Difference: Sendable {
        public let cell: String
        public let here: Value
        public let there: Value
    }

    /// The cells that differ: in what they show, or only in the writes behind it. Empty where the rows
    /// differ in nothing but deletes and erasures.
    public func differences(from there: RowPicture) -> [Difference] {
        let others = Dictionary(
            there.cells.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return cells.compactMap { cell in
            let other = others[cell.name]
            guard cell.shown != other?.shown || cell.siblings != other?.siblings else { return nil }
            return Difference(cell: cell.name, here: cell.shown, there: other?.shown ?? .null)
        }
    }

    // MARK: On the way

    public var json: JSON {
        [
            "cells": .array(
                cells.map { cell in
                    var siblings = JSON.Object()
                    for (dot, value) in cell.siblings.sorted(by: { $0.key < $1.key }) {
                        siblings[dot] = RecordJSON.json(value)
                    }
                    return [
                        "cell": .string(cell.name), "shown": RecordJSON.json(cell.shown),
                        "siblings": .object(siblings),
                    ]
                }),
            "marks": .array(marks.map { .string($0) }),
        ]
    }

    /// `nil` for what `json` never writes.
    public init?(_ json: JSON) {
        guard let cells = json["cells"]?.array, let marks = json["marks"]?.array else { return nil }
        var read: [Cell] = []
        for cell in cells {
            guard let name = cell["cell"]?.string, let shown = cell["shown"].flatMap(Value.init),
                case .object(let members)? = cell["siblings"]
            else { return nil }
            var siblings: [String: Value] = [:]
            for member in members.members { siblings[member.key] = Value(member.value) }
            read.append(Cell(name: name, shown: shown, siblings: siblings))
        }
        self.cells = read
        self.marks = marks.compactMap(\.string)
    }
}

extension Value {
    /// What `RecordJSON.json` made of a value.
    fileprivate init?(_ json: JSON) {
        if let text = json.string {
            self = .text(text)
        } else if let number = json.integer {
            self = .integer(number)
        } else if let members = json.array {
            self = .tuple(members.map { Value($0) ?? .null })
        } else if json == .null {
            self = .null
        } else if json["erased"] == true {
            self = .erased
        } else {
            return nil
        }
    }
}

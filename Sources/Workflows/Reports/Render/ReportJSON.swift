internal import Causality
internal import Domain

/// A report for programs. Numbers are in the units that they are stored in: fen, hundredths of a square
/// metre, basis points; an undecided one is `{"from":…,"to":…}`.
public struct ReportJSON {
    private let report: Report
    private let language: Language

    public init(_ report: Report, _ language: Language) {
        self.report = report
        self.language = language
    }

    private func say(_ phrase: Phrase) -> JSON { .string(phrase.text(language)) }

    public var document: JSON {
        [
            "report": .string(report.kind.rawValue), "number": .string(report.kind.number),
            "title": say(report.kind.title), "as_of_day": .string("\(report.day)"),
            "as_of": report.asOfMilliseconds.map { .time(Int64(clamping: $0)) } ?? .null,
            "parameters": .array(
                report.parameters.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "sites": .array(report.sources.map(source)),
            "columns": .array(
                report.columns.map {
                    [
                        "name": .string($0.name), "label": say($0.label),
                        "kind": .string($0.kind.name),
                    ]
                }),
            "figures": .array(
                report.figures.map {
                    [
                        "name": .string($0.name), "label": say($0.label), "value": value($0.cell),
                        "records": records($0.cell.records),
                    ]
                }),
            "rows": .array(report.rows.map(row)),
            "totals": report.totals.map { cells($0) } ?? .null,
            "checks": .array(
                report.checks.map {
                    [
                        "name": .string($0.name), "statement": say($0.statement),
                        "verdict": .string($0.verdict.rawValue), "records": records($0.records),
                    ]
                }), "remarks": .array(report.remarks.map(say)),
        ]
    }

    private func source(_ source: Report.Source) -> JSON {
        [
            "site": .string(source.site), "label": .string(source.name),
            "heard_at": source.heardMilliseconds.map { .time(Int64(clamping: $0)) } ?? .null,
            "freshness": .string(source.freshness.rawValue),
        ]
    }

    private func row(_ row: Report.Row) -> JSON {
        var behind = JSON.Object()
        for (column, cell) in zip(report.columns, row.cells) where !cell.records.isEmpty {
            behind[column.name] = records(cell.records)
        }
        return [
            "name": .string(row.name), "part": .optional(row.group?.name),
            "site": .optional(row.site), "is_certain": .bool(row.isCertain),
            "is_grey": .bool(report.source(row.site)?.freshness == .silent),
            "cells": cells(row.cells), "records": records(row.records),
            "cell_records": .object(behind),
        ]
    }

    private func cells(_ cells: [Report.Cell]) -> JSON {
        var object = JSON.Object()
        for (column, cell) in zip(report.columns, cells) { object[column.name] = value(cell) }
        return .object(object)
    }

    private func records(_ records: [RowReference]) -> JSON {
        .array(records.map { .string($0.key.text) })
    }

    /// A cell that is not as its column says tells how it is to be read.
    private func value(_ cell: Report.Cell) -> JSON {
        cell.kind.map { ["kind": .string($0.name), "value": plain(cell)] } ?? plain(cell)
    }

    private func plain(_ cell: Report.Cell) -> JSON {
        switch cell.content {
        case .none: .null
        case .text(let phrase): say(phrase)
        case .words(let words):
            words.count == 1 ? say(words[0]) : ["any_of": .array(words.map(say))]
        case .days(let days):
            days.count == 1
                ? .string("\(days[0])") : ["any_of": .array(days.map { .string("\($0)") })]
        case .moment(let moment): .string(moment.stored)
        case .number(let range): range.json
        case .money(let range, let currency):
            ["fen": range.json, "currency": .string(currency)]
        case .amounts(let amounts):
            .array(
                amounts.map { ["fen": $0.amount.json, "currency": .string($0.currency)] })
        }
    }
}

extension Range64 {
    fileprivate var json: JSON {
        isSettled ? .integer(low) : ["from": .integer(low), "to": .integer(high)]
    }
}

extension Report.ColumnKind {
    var name: String {
        switch self {
        case .text: "text"
        case .date: "date"
        case .money: "money"
        case .area: "area"
        case .count: "count"
        case .percent: "percent"
        case .decimal(let places): "decimal:\(places)"
        }
    }
}

import Domain

/// Reads one record of a ledger by itself; what it may collide with is `LedgerAcceptance`'s matter.
///
/// All faults of a row are found, so that the user corrects it once. Their order is that in which
/// a clerk would look: who, the code, since when, where, how much.
struct LedgerRowReader {
    let header: HeaderRow
    /// The unit that the header of 最近一轮金额 names.
    let amountUnit: MoneyUnit
    private let given: Set<LedgerColumn>
    private(set) var faults: [RowFault] = []
    private(set) var warnings: [RowWarning] = []

    init(header: HeaderRow) throws(FileRefusal) {
        self.header = header
        given = Set(LedgerColumn.allCases.filter { header.positions[$0.rawValue] != nil })
        amountUnit = try LedgerUnits.amount(in: header)
        try LedgerUnits.checkRent(in: header)
    }

    mutating func read(_ record: DelimitedRecord) -> Result<LedgerRow, RowFaults> {
        faults = []
        warnings = []
        checkWidth(record)
        checkLengths(record)
        let code = code(in: record)
        let name = name(in: record, code: code)
        let start = day(.start, in: record)
        let lastFreeDay = lastFreeDay(in: record, start: start)
        let seats = seats(in: record)
        let rent = rent(in: record)
        let amount = amount(in: record)
        guard faults.isEmpty, let start else { return .failure(RowFaults(faults)) }
        return .success(
            LedgerRow(
                line: record.line, record: record, sequence: text(.sequence, in: record),
                name: name, code: code, sectors: sectors(in: record),
                seatCount: seats.count, seatLabels: seats.labels, start: start,
                lastFreeDay: lastFreeDay, monthlyRent: rent,
                financing: text(.financing, in: record).isEmpty
                    ? nil : LedgerFinancing(reading: header.cell(.financing, of: record)),
                amount: amount,
                amountTyped: text(.amount, in: record),
                amountIsAbout: TypedText.saysAbout(header.cell(.amount, of: record)),
                contact: text(.contact, in: record), phone: text(.phone, in: record),
                remark: text(.remark, in: record), given: given, warnings: warnings))
    }

    private func text(_ column: LedgerColumn, in record: DelimitedRecord) -> String {
        LedgerCell.clean(header.cell(column, of: record))
    }

    mutating func fault(
        _ reason: RowReason, _ column: LedgerColumn, in record: DelimitedRecord, detail: String = ""
    ) {
        faults.append(
            RowFault(
                reason, column: header.title(column), value: text(column, in: record),
                detail: detail))
    }

    mutating func warn(_ warning: RowWarning) { warnings.append(warning) }

    private mutating func checkWidth(_ record: DelimitedRecord) {
        let beyond = record.fields.dropFirst(header.record.fields.count)
        guard beyond.contains(where: { !TypedText.trimmed($0).isEmpty }) else { return }
        faults.append(RowFault(.tooManyCells, detail: String(record.fields.count)))
    }

    private mutating func name(in record: DelimitedRecord, code: LedgerCode) -> String {
        let name = text(.name, in: record)
        if name.isEmpty {
            // Without a name nothing else about the row is worth reading first.
            faults.insert(RowFault(.noName, column: header.title(.name)), at: 0)
        } else if code.key == nil, CompanyKey.normalised(name).utf8.count > CompanyKey.nameBytesMax
        {
            fault(.tooLong, .name, in: record, detail: String(CompanyKey.nameBytesMax))
        }
        return name
    }

    /// Texts that the records they end up in could not hold.
    private mutating func checkLengths(_ record: DelimitedRecord) {
        for column in LedgerColumn.allCases {
            guard let most = column.bytesMax, text(column, in: record).utf8.count > most else {
                continue
            }
            fault(.tooLong, column, in: record, detail: String(most))
        }
    }

    private mutating func code(in record: DelimitedRecord) -> LedgerCode {
        let typed = text(.code, in: record)
        if LedgerCell.saysNothing(typed) { return .none }
        switch CreditCode.examine(typed) {
        case .valid(let code): return .valid(code)
        case .wrongCheck(let code):
            warn(.warnCheck)
            return .doubtful(code)
        case .oldNumber(let number):
            warn(.oldNumber)
            return .oldNumber(number)
        case .wrongLength(let length):
            fault(.badCodeLength, .code, in: record, detail: String(length))
        case .wrongAlphabet(let characters):
            fault(.badCodeCharacters, .code, in: record, detail: characters)
        case .digitsLost: fault(.codeDigitsLost, .code, in: record)
        }
        return .none
    }

    private mutating func day(_ column: LedgerColumn, in record: DelimitedRecord) -> LocalDay? {
        let day = LocalDay.parsing(header.cell(column, of: record))
        if day == nil { fault(.badDate, column, in: record) }
        return day
    }

    private mutating func lastFreeDay(in record: DelimitedRecord, start: LocalDay?) -> LocalDay? {
        guard !LedgerCell.saysNothing(text(.freeEnd, in: record)) else {
            warn(.noFreeEnd)
            return nil
        }
        guard let day = day(.freeEnd, in: record) else { return nil }
        if let start, day < start {
            fault(.endBeforeStart, .freeEnd, in: record, detail: start.description)
        }
        return day
    }

    private func sectors(in record: DelimitedRecord) -> [String] {
        text(.sectors, in: record)
            .split { $0.isNewline || "、,，;；/".contains($0) }
            .map { TypedText.trimmed(String($0)) }
            .filter { !LedgerCell.saysNothing($0) }
    }
}

/// The faults of one row as an error value; never empty.
struct RowFaults: Error {
    let faults: [RowFault]

    init(_ faults: [RowFault]) {
        precondition(!faults.isEmpty, "a row without faults is sound")
        self.faults = faults
    }
}

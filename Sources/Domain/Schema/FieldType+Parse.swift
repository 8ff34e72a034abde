public import Causality

extension FieldType {
    /// The value that a person's text stands for. An empty text is NULL; whether that will do is the
    /// field's business. Choices are known by their code and by either label.
    ///
    /// - Parameter moneyUnit: the unit of an amount that names none, as under a header (万元).
    public func parse(
        _ typed: String, moneyUnit: MoneyUnit = .yuan
    ) -> Result<Value, FieldProblem> {
        let text = FieldType.withUnixLines(TypedText.trimmed(typed))
        guard !text.isEmpty else { return .success(.null) }
        guard !text.unicodeScalars.contains(where: FieldType.isControl) else {
            return .failure(.controlCharacter)
        }
        switch self {
        case .text(let most): return limited(text, most)
        case .digits(let count):
            return result(digits(text, count), or: .notDigits(count: count))
        case .wholeNumber(let range):
            return ranged(TypedText.wholeNumber(text), range, or: .notAWholeNumber)
        case .decimal(let places):
            let number = FieldType.decimal(text, places)
            return result(number.map { .integer($0) }, or: .notADecimal(places: places))
        case .money:
            let fen = Fen.parsing(text, unit: moneyUnit)?.minorUnits
            return ranged(fen, 0...Int64.max, or: .notMoney)
        case .area: return ranged(FieldType.area(text), 0...Int64.max, or: .notAnArea)
        case .day:
            return result(LocalDay.parsing(text).map { .text($0.description) }, or: .notADay)
        case .moment:
            return result(LocalMinute.parsing(text).map { .text($0.stored) }, or: .notAMoment)
        case .yesNo: return result(FieldType.yesNo(text), or: .notYesOrNo)
        case .choice(let choices): return FieldType.code(text, choices)
        case .set: return .success(FieldType.elements(text))
        case .reference: return limited(text, RecordKey.bytesMax)
        case .creditCode: return FieldType.creditCode(text)
        case .site:
            let name = TypedText.normalised(text).lowercased()
            return result(SiteID(name).map { .text($0.name) }, or: .notASite)
        }
    }

    /// What is doubtful about a value without being wrong: a credit code whose check characters do
    /// not fit needs a look at the licence. `nil` when nothing is.
    public func doubt(about value: Value) -> FieldProblem? {
        guard case .creditCode = self, let text = value.text else { return nil }
        let finding = CreditCode.examine(text)
        if case .valid = finding { return nil }
        return .badCreditCode(finding)
    }

    private func result(_ value: Value?, or problem: FieldProblem) -> Result<Value, FieldProblem> {
        value.map { .success($0) } ?? .failure(problem)
    }

    private func ranged(
        _ number: Int64?, _ range: ClosedRange<Int64>, or problem: FieldProblem
    ) -> Result<Value, FieldProblem> {
        guard let number else { return .failure(problem) }
        return range.contains(number) ? .success(.integer(number)) : .failure(.outOfRange(range))
    }

    private func limited(_ text: String, _ most: Int) -> Result<Value, FieldProblem> {
        text.utf8.count <= most
            ? .success(.text(text)) : .failure(.tooLong(bytes: text.utf8.count, most: most))
    }

    private func digits(_ text: String, _ count: Int) -> Value? {
        let text = TypedText.normalised(text)
        return text.utf8.count == count && text.allSatisfy { $0.isASCII && $0.isNumber }
            ? .text(text) : nil
    }
}

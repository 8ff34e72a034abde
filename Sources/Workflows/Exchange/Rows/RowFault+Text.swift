internal import Domain

extension RowFault {
    /// What is wrong, in one clause.
    public var phrase: Phrase {
        typealias Text = Catalogue.Row
        let line = otherLine.map(String.init) ?? ""
        return switch reason {
        case .noName: Text.noName
        case .badDate:
            value.isEmpty
                ? Text.empty(Phrase(column)) : Text.notDay(column, value)
        case .endBeforeStart: Text.beforeStart(column, value, detail)
        case .duplicate:
            otherLine == nil ? Text.alreadyHere(detail) : Text.duplicate(line: line)
        case .badCodeLength: Text.codeLength(detail)
        case .badCodeCharacters: Text.codeCharacters(detail)
        case .codeDigitsLost: Text.codeDigitsLost(value)
        case .badSeats:
            detail.isEmpty
                ? Text.unreadable(column, value) : Text.otherCount(column, value, labels: detail)
        case .seatOverlap:
            otherLine == nil
                ? Text.seatsHeld(detail.split(separator: " ").map(String.init), by: value)
                : Text.seatTaken(detail, line: line)
        case .badAmount, .badRent: Text.notAmount(column, value)
        case .tooManyCells: Text.tooManyCells(detail)
        case .tooLong: Text.tooLong(column, bytes: detail)
        case .badValue:
            Text.badValue(
                column, value, problem.map { Phrase($0.label) } ?? Text.notUnderstood)
        case .missingField: Text.empty(Phrase(column))
        case .unknownRecord: Text.severalRecords(column, value)
        case .missingRecord: Text.noRecord(column, value)
        case .immutable: Text.immutable(column, value)
        case .sameRecord: Text.sameRecord(line: line)
        case .badJSON: Text.badJSON(byte: detail)
        case .notRecord: Text.notRecord
        case .otherKind: Text.otherKind(value, wanted: detail)
        case .otherSite: Text.otherSite(column, value, site: detail)
        case .notOwner: Text.notOwner(detail)
        case .seatOut: Text.seatOut(value)
        case .otherCompany: Text.otherCompany(detail, now: value)
        case .quotaShort: Text.quotaShort(value, here: detail)
        case .quotaNone: Text.quotaNone(value)
        case .quotaCurrency: Text.quotaCurrency(value, unit: detail)
        }
    }
}

extension RowReason {
    /// What the user should do about it.
    public var remedy: Phrase {
        typealias Text = Catalogue.Row
        return switch self {
        case .noName: Text.giveName
        case .badDate: Text.giveDay
        case .endBeforeStart: Text.checkDays
        case .duplicate: Text.deleteRow
        case .badCodeLength, .badCodeCharacters: Text.checkLicence
        case .codeDigitsLost: Text.formatAsText
        case .badSeats: Text.giveSeats
        case .seatOverlap: Text.checkSeats
        case .badAmount, .badRent: Text.giveAmount
        case .tooManyCells: Text.lookForComma
        case .tooLong: Text.shorten
        case .badValue: Text.followForm
        case .missingField: Text.fillIn
        case .unknownRecord: Text.giveID
        case .missingRecord: Text.addFirst
        case .immutable: Text.putBack
        case .sameRecord: Text.makeOne
        case .badJSON, .notRecord: Text.oneObject
        case .otherKind: Text.nameKind
        case .otherSite: Text.leaveSiteOut
        case .notOwner: Text.propose
        case .seatOut: Text.otherSeat
        case .otherCompany: Text.addCompany
        case .quotaShort: Text.askForShare
        case .quotaNone: Text.seeQuotas
        case .quotaCurrency: Text.convert
        }
    }
}

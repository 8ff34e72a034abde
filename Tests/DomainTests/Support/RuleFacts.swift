import Causality
import Domain

/// The key written `text`, which must be one.
func key(_ text: String) -> RecordKey {
    guard let key = RecordKey(text) else { preconditionFailure("\(text) is no key") }
    return key
}

/// `from..<to` of `subject`, held by the company of the same name as the key.
func interval(
    _ name: String, _ subject: String, _ from: String, _ to: String?, isFirm: Bool = true
) -> IntervalFact {
    guard
        let fact = IntervalFact(
            key: key(name), subject: subject, holder: name, from: from, to: to, isFirm: isFirm)
    else { preconditionFailure("\(from)..<\(to ?? "") is no period") }
    return fact
}

func freeTerm(_ name: String, _ company: String, _ from: String, _ to: String?) -> FreeTermFact {
    guard let fact = FreeTermFact(key: key(name), company: company, from: from, to: to) else {
        preconditionFailure("\(from)..<\(to ?? "") is no period")
    }
    return fact
}

extension Finding {
    func option(_ code: String) -> ResolutionOption? { options.first { $0.code == code } }
    var keys: [String] { rows.map(\.key.text) }
}

func origin(_ text: String) -> Origin {
    guard let origin = Origin(text[...]) else { fatalError("\(text) is no origin") }
    return origin
}

/// A promise that was broken: which, and how it shows.
package struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
    /// `I1` … of the list in docs/simulation.md.
    package let promise: String
    package let detail: String

    package init(_ promise: String, _ detail: String) {
        self.promise = promise
        self.detail = detail
    }

    package var description: String { "\(promise): \(detail)" }
}

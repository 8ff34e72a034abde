/// What is wrong with received bytes, and where.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Fault: String, Sendable {
        case truncated, overlong, notCanonical, outOfRange, notUTF8, unknownFormat, tooLarge
        case unknownFrame, badCompression, trailingBytes, inconsistent
    }

    public let fault: Fault
    /// What was being read, such as "transaction.author".
    public let reading: String
    /// Offset in the buffer that was being read.
    public let offset: Int

    public init(_ fault: Fault, reading: String, offset: Int) {
        self.fault = fault
        self.reading = reading
        self.offset = offset
    }

    public var description: String { "\(fault.rawValue) in \(reading) at byte \(offset)" }
}

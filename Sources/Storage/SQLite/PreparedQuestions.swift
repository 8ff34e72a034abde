/// Statements that are asked again and again with other parameters, as rules do for each row: to compile
/// one takes several times as long as to run it.
struct PreparedQuestions {
    private var boxes: [String: StatementBox] = [:]
    static let most = 128

    /// The statement with this text, ready to be bound. Nobody else may be stepping it, and whoever has
    /// stepped it clears it.
    mutating func prepared(
        _ sql: String, _ connection: Connection
    ) throws(SQLiteError) -> StatementBox {
        if let known = boxes[sql] { return known }
        if boxes.count >= PreparedQuestions.most { boxes = [:] }
        let box = StatementBox(try connection.prepare(sql))
        boxes[sql] = box
        return box
    }
}

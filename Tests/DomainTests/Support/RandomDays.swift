import Domain

/// The day written `iso`, which must be one.
func day(_ iso: String) -> LocalDay {
    guard let day = LocalDay(iso) else { preconditionFailure("\(iso) is not a day") }
    return day
}

/// Any day of the years 1999 to 2048, so that leap days and year ends are common.
func randomDay(using random: inout SplitMix64) -> LocalDay {
    day("1999-01-01").adding(days: Int.random(in: 0..<18_262, using: &random))
}

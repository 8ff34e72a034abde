internal import Causality
internal import Wire

extension TableSchema {
    /// The scope of a row that is made with these values at a site.
    func scopeOfNewRow(_ columns: [Value], at site: SiteID) -> ScopeID {
        switch scope {
        case .fixed(let scope): return scope
        case .siteOf(let name):
            let named = column(name).flatMap { columns[$0].text }.flatMap { SiteID($0) }
            return .site(named ?? site)
        case .cityOf(let name): return .city(column(name).flatMap { columns[$0].text } ?? "")
        }
    }
}

extension Value {
    /// Whether it is a text that no peer would take.
    var isTooLong: Bool {
        if case .text(let text) = self { text.utf8.count > WireLimits.textBytesMax } else { false }
    }

    /// Whether a column of this class can hold the value; NULL fits every one.
    func fits(_ storage: ColumnSchema.StorageClass) -> Bool {
        switch (self, storage) {
        case (.null, _), (.integer, .integer), (.text, .text): true
        default: false
        }
    }
}

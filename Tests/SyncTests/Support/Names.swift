import Causality
import Sync

extension SiteID {
    static func named(_ name: String) -> SiteID {
        guard let site = SiteID(name) else { preconditionFailure("\(name) is no site") }
        return site
    }
}

extension ScopeID {
    static func of(_ site: String) -> ScopeID { .site(.named(site)) }
}

extension RecordKey {
    static func named(_ text: String) -> RecordKey {
        guard let key = RecordKey(text) else { preconditionFailure("\(text) is no key") }
        return key
    }
}

extension ScopePolicy {
    /// The hub holds all; a site the common records, the roster and its own.
    static let standard = ScopePolicy { site, hub, scope in
        site == hub || scope == .common || scope == .roster || scope == .site(site)
    }
}

/// `moso_site_key`: the keys that a person at this site, or a code, has made known here. The hub has none:
/// what it knows stands in the roster.
///
/// A key is written once and never taken out: one that was revoked stays, so that it is never taken in
/// again. A site has at most one that is not revoked.
enum TrustTable {
    static let sql = """
        CREATE TABLE moso_site_key(
            public_key BLOB PRIMARY KEY NOT NULL,
            site TEXT NOT NULL,
            since_ms INTEGER NOT NULL,
            revoked_ms INTEGER,
            reason TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX moso_site_key_valid ON moso_site_key(site) WHERE revoked_ms IS NULL;
        """
}

/// `moso_invitation`: the codes that this hub has given out, by the public half of their keys.
///
/// One that was used, or burnt by wrong tries, stays until it would have ended anyway, so that it is
/// told apart from one that never was.
enum InvitationTable {
    static let sql = """
        CREATE TABLE moso_invitation(
            public_key BLOB PRIMARY KEY NOT NULL,
            site TEXT NOT NULL,
            made_ms INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL,
            failures INTEGER NOT NULL DEFAULT 0,
            used_by BLOB
        ) STRICT, WITHOUT ROWID;
        """
}

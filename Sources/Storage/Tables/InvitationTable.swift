/// `moso_invitation`: the codes that this hub has given out, by the public half of their keys.
///
/// One that was used, or burnt by wrong tries, stays until it would have ended anyway, so that it is
/// told apart from one that never was. Where a person has to confirm who came with it, `asked_by` is whose
/// request waits, and `decided_ms` when it was decided.
enum InvitationTable {
    static let sql = """
        CREATE TABLE moso_invitation(
            public_key BLOB PRIMARY KEY NOT NULL,
            site TEXT NOT NULL,
            made_ms INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL,
            failures INTEGER NOT NULL DEFAULT 0,
            used_by BLOB,
            confirms INTEGER NOT NULL DEFAULT 0,
            asked_by BLOB,
            asked_ms INTEGER,
            asked_from TEXT,
            decided_ms INTEGER,
            refused TEXT
        ) STRICT, WITHOUT ROWID;
        """

    /// What formats before 14 lack.
    static let confirmationSQL = """
        ALTER TABLE moso_invitation ADD COLUMN confirms INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE moso_invitation ADD COLUMN asked_by BLOB;
        ALTER TABLE moso_invitation ADD COLUMN asked_ms INTEGER;
        ALTER TABLE moso_invitation ADD COLUMN asked_from TEXT;
        ALTER TABLE moso_invitation ADD COLUMN decided_ms INTEGER;
        ALTER TABLE moso_invitation ADD COLUMN refused TEXT;
        """
}

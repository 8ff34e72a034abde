internal import Causality

/// What checks of rules across rows remember, so that they look only at what has changed.
///
/// `moso_fact` says which group each row belongs to under each rule (an assignment to its seat, a term
/// to its tenancy); `moso_finding` which groups break their rule, and `moso_due` which have been touched since they
/// were looked at. All follow from the users' tables and are filled off the hot path, when somebody asks for
/// conflicts. They may be thrown away at any time: the next check builds them anew.
enum FindingTable {
    static let all = ["moso_fact", "moso_finding", "moso_due"]

    static let empty = all.map { "DELETE FROM \($0);" }.joined()

    static let sql = """
        CREATE TABLE IF NOT EXISTS moso_fact(
            rule TEXT NOT NULL, tab TEXT NOT NULL, key TEXT NOT NULL, subject TEXT NOT NULL,
            PRIMARY KEY(rule, tab, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS moso_fact_subject ON moso_fact(rule, subject);
        CREATE TABLE IF NOT EXISTS moso_finding(
            rule TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY(rule, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS moso_due(
            rule TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY(rule, subject)
        ) STRICT, WITHOUT ROWID;
        """
}

public import Causality

/// Why the replica could not do what was asked. Nothing of the failed operation has been written,
/// but for `identityBehind`, and perhaps for `commitUncertain`.
public enum StorageError: Error, Sendable {
    /// SQLite said no, for a reason the other cases do not name.
    case sqlite(SQLiteError)
    /// The file at this path is no moso replica.
    case notAReplica(path: String, why: ForeignFile)
    /// The replica was written by a newer moso.
    case newerVersion(path: String, found: Int64, known: Int64)
    /// There is no replica at this path.
    case missing(path: String)
    /// In this directory the replica was being replaced by one that was started again: the old one is
    /// aside, the new one not yet in its place.
    case againUnfinished(directory: String)
    /// There is a replica already.
    case exists(path: String)
    /// The file that is open is not the one at this path any more: it was removed, moved or replaced.
    case replaced(path: String)
    /// Another process kept the replica in this directory locked for too long.
    case busy(path: String)
    /// The disk that holds this path is full; the write was refused and nothing of it is kept.
    case diskFull(path: String)
    /// The file system said no.
    case file(operation: String, path: String, errno: Int32)
    /// The disk failed in the middle of a commit: it may or may not be there when the file is next
    /// opened. It was not acknowledged.
    case commitUncertain(String)
    /// The commit is durable, but the identity file beside it could not be brought up to it.
    case identityBehind(path: String, errno: Int32)
    /// No such row.
    case noSuchRow(table: String, key: RecordKey)
    /// A row with this key is there already.
    case rowExists(table: String, key: RecordKey)
    /// The schema has no such table or column.
    case unknownName(String)
    /// A new row would lie in a scope that this site does not hold: it would never leave here.
    case notHeld(ScopeID, table: String, key: RecordKey)
    /// Only a personal column can be erased: the values of others are part of what is hashed.
    case notPersonal(table: String, column: String)
    /// Rows of this table are only ever added, and each is named by its transaction.
    case entriesOnly(table: String)
    /// What the transaction wrote is no longer kept; its author, time and reason are.
    case trimmed(Dot)
    /// Only the hub does this.
    case hubOnly(SiteID)
    /// A file of unsent work that is not taken.
    case badWork(path: String, why: WorkFault)
    /// A scope that follows from a name, or the hub, which holds every scope.
    case notGrantable(ScopeID, SiteID)
    /// The site does not stand where this step of the members' ladder can be taken; `nil` for one that
    /// is no member.
    case noStep(site: SiteID, standing: MemberStanding?)
    /// A value of the wrong storage class for its column.
    case wrongType(table: String, column: String, value: Value)
    /// What was shown when the person decided has changed since.
    case changedSinceSeen(table: String, key: RecordKey, cell: String)
    /// A transaction would exceed a limit of the wire.
    case tooLarge(what: String, most: Int)
    /// The file with the site's key cannot be used.
    case badKey(path: String, why: KeyFault)
    /// A key is not taken for a site's.
    case notTrusted(TrustFault)
    /// A snapshot does not lead to a replica.
    case badSnapshot(SnapshotFault)
    /// The log contradicts itself; the message names where.
    case damaged(String)
}

extension StorageError {
    /// Sorts a failure of SQLite with the replica in a directory under what it means for the caller.
    init(_ error: SQLiteError, in directory: String) {
        if error.isBusy {
            self = .busy(path: directory)
        } else if error.isFull {
            self = .diskFull(path: directory)
        } else {
            self = .sqlite(error)
        }
    }
}

/// What a file is that is no moso replica.
public enum ForeignFile: Sendable, Hashable, CustomStringConvertible {
    /// A file of 0 bytes: made and never filled, or a copy that failed.
    case empty
    /// A database of another program, by its application id; 0 is none.
    case otherApplication(Int64)
    /// A replica of a format that was never released: it has to be made anew.
    case unreleasedFormat(Int64)
    /// No database, in SQLite's words.
    case noDatabase(String)
    /// The file system of the file does not allow a write-ahead log.
    case noWriteAheadLog

    public var description: String {
        switch self {
        case .empty: "it is empty, 0 bytes"
        case .otherApplication(let id): "another program's database, application id \(id)"
        case .unreleasedFormat(let format): "its format \(format) was never released; make it anew"
        case .noDatabase(let words): words
        case .noWriteAheadLog: "the file system does not allow a write-ahead log"
        }
    }
}

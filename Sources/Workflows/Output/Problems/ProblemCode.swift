/// The stable names of what can go wrong, for searching and for programs. A code is never reused
/// for something else, and it decides the exit code.
public enum ProblemCode: String, CaseIterable, Sendable {
    // A rule or a safety check said no.
    case rule = "E-RULE"
    case seatTaken = "E-RULE-SEAT-TAKEN"
    case termOverlap = "E-RULE-TERM-OVERLAP"
    case freeMonths = "E-RULE-FREE-MONTHS"
    case gateReviewer = "E-RULE-GATE-REVIEWER"
    case recordChanged = "E-RECORD-CHANGED"
    case recordExists = "E-RECORD-EXISTS"
    case recordRetired = "E-RECORD-RETIRED"
    case conflictChanged = "E-CONFLICT-CHANGED"
    case conflictSettled = "E-CONFLICT-SETTLED"
    case scopeNotHeld = "E-SCOPE-NOT-HELD"
    case notPersonal = "E-NOT-PERSONAL"
    case reasonTells = "E-REASON-TELLS"
    case nothingToErase = "E-NOTHING-TO-ERASE"
    case notDecidedHere = "E-CONFLICT-NOT-YOURS"
    case bulk = "E-BULK"
    case ruleOff = "E-RULE-OFF"
    case undoStale = "E-UNDO-STALE"
    case undoNothing = "E-UNDO-NOTHING"
    case quotaShort = "E-QUOTA-SHORT"
    case quotaSize = "E-QUOTA-SIZE"
    case quotaHubOnly = "E-QUOTA-HUB-ONLY"
    case quotaMove = "E-QUOTA-MOVE"
    case entry = "E-ENTRY"
    case trimmed = "E-TRIMMED"
    case hubOnly = "E-HUB-ONLY"
    case memberStep = "E-MEMBER-STEP"
    case grant = "E-GRANT"
    case unsentWork = "E-UNSENT-WORK"
    case claimNotOwner = "E-CLAIM-NOT-OWNER"
    case enrolment = "E-ENROLMENT"
    case enrolmentWaits = "E-ENROLMENT-WAITS"
    case siteFollows = "E-SITE-FOLLOWS"
    case seatOutOfService = "E-SEAT-OUT"
    case move = "E-STATE"
    case stateUndecided = "E-STATE-UNDECIDED"
    case sampleBeside = "E-SAMPLE"

    // Not found, or more than one.
    case noRecord = "E-NO-RECORD"
    case noConflict = "E-NO-CONFLICT"
    case noTransaction = "E-NO-TRANSACTION"
    case noRule = "E-NO-RULE"
    case noQuota = "E-NO-QUOTA"
    case noPeer = "E-NO-PEER"
    case noKind = "E-NO-KIND"
    case noReport = "E-NO-REPORT"
    case noReportSite = "E-NO-REPORT-SITE"
    case noReportList = "E-NO-REPORT-LIST"
    case noPerson = "E-NO-PERSON"
    case noSetting = "E-NO-SETTING"
    case ambiguous = "E-AMBIGUOUS"

    // Typed wrongly.
    case usage = "E-USAGE"
    case time = "E-USAGE-TIME"
    case reasonMissing = "E-REASON-MISSING"
    case inputNeeded = "E-INPUT-NEEDED"
    case siteName = "E-SITE-NAME"
    case roleDenied = "E-ROLE"
    case personName = "E-PERSON-NAME"
    case noField = "E-NO-FIELD"
    case fieldMissing = "E-FIELD-MISSING"
    case value = "E-VALUE"
    case valueTooLong = "E-VALUE-LENGTH"
    case valueUnit = "E-VALUE-UNIT"
    case valueChoice = "E-VALUE-CHOICE"
    case noSide = "E-NO-SIDE"
    /// A record that is referred to is not here.
    case reference = "E-REFERENCE"
    /// Something would end before it begins.
    case period = "E-INTERVAL"
    /// A word of the command line is no text.
    case encoding = "E-ENCODING"

    // Files that come from people.
    case importEmpty = "E-IMPORT-EMPTY"
    case importBinary = "E-IMPORT-BINARY"
    case importEncoding = "E-IMPORT-ENCODING"
    case importHeaders = "E-IMPORT-HEADERS"
    case importShape = "E-IMPORT-SHAPE"
    case importRows = "E-IMPORT-ROWS"
    case fileUnreadable = "E-FILE-READ"
    case fileUnwritable = "E-FILE-WRITE"

    // The replica.
    case replicaMissing = "E-REPLICA-MISSING"
    case replicaExists = "E-REPLICA-EXISTS"
    case replicaForeign = "E-REPLICA-FOREIGN"
    case replicaNewer = "E-REPLICA-NEWER"
    case replicaDamaged = "E-REPLICA-DAMAGED"
    case replicaDiffers = "E-REPLICA-DIFFERS"
    case auditBroken = "E-AUDIT"
    case backupUnsound = "E-BACKUP"
    case backupOfAnother = "E-BACKUP-SITE"
    case notConfirmed = "E-NOT-CONFIRMED"
    case replicaReplaced = "E-REPLICA-REPLACED"
    case busy = "E-BUSY"
    case diskFull = "E-DISK-FULL"
    case storage = "E-STORAGE"

    // Peers and services.
    case peerUnreachable = "E-PEER-UNREACHABLE"
    case peerStale = "E-PEER-STALE"
    case peerInterrupted = "E-PEER-INTERRUPTED"
    case peerBusy = "E-PEER-BUSY"
    case peerVersion = "E-PEER-VERSION"
    case peerProtocol = "E-PEER-PROTOCOL"
    case peerDenied = "E-PEER-DENIED"
    case peerIdentity = "E-PEER-IDENTITY"
    case daemonDown = "E-DAEMON-DOWN"

    // Snapshots and keys.
    case snapshotNone = "E-SNAPSHOT-NONE"
    case snapshotKey = "E-SNAPSHOT-KEY"
    case snapshotSpoilt = "E-SNAPSHOT-SPOILT"
    case keyFile = "E-KEY-FILE"
    case filesOpen = "E-FILES-OPEN"
    case peopleFile = "E-PEOPLE"

    // Configuration.
    case configUnreadable = "E-CONFIG-READ"
    case configKey = "E-CONFIG-KEY"
    case configValue = "E-CONFIG-VALUE"
    case configAddress = "E-CONFIG-ADDRESS"
    case configListen = "E-CONFIG-LISTEN"
    case rulesFile = "E-RULES-FILE"

    case interrupted = "E-INTERRUPTED"
    case terminated = "E-TERMINATED"
    case bug = "E-BUG"

    public var exit: ExitCode {
        switch self {
        case .rule, .seatTaken, .termOverlap, .freeMonths, .gateReviewer, .recordChanged,
            .recordExists, .recordRetired, .conflictChanged, .conflictSettled, .notDecidedHere,
            .bulk, .ruleOff,
            .scopeNotHeld, .notPersonal, .reasonTells, .nothingToErase, .undoStale, .undoNothing,
            .quotaShort, .quotaSize, .quotaHubOnly, .quotaMove, .entry, .trimmed, .hubOnly,
            .memberStep, .grant, .claimNotOwner, .enrolment, .siteFollows, .seatOutOfService,
            .move, .stateUndecided, .sampleBeside, .backupOfAnother,
            .notConfirmed:
            .refused
        case .noRecord, .noConflict, .noTransaction, .noRule, .noQuota, .noPeer, .noKind,
            .noReport, .noReportSite, .noReportList, .noPerson, .noSetting, .ambiguous:
            .notFound
        case .usage, .time, .reasonMissing, .inputNeeded, .siteName, .personName, .noField,
            .fieldMissing,
            .value, .valueTooLong, .valueUnit, .valueChoice, .noSide, .reference, .period,
            .encoding:
            .usage
        case .importEmpty, .importBinary, .importEncoding, .importHeaders, .importShape,
            .importRows, .unsentWork, .replicaForeign, .replicaDamaged, .snapshotSpoilt:
            .badData
        case .fileUnreadable, .replicaMissing, .keyFile: .noInput
        case .fileUnwritable, .replicaExists: .cannotCreate
        case .replicaDiffers, .auditBroken, .backupUnsound: .attention
        case .busy: .busy
        case .diskFull, .storage, .replicaReplaced: .io
        case .peerUnreachable, .peerStale, .peerInterrupted, .peerBusy, .enrolmentWaits:
            .retryLater
        case .peerVersion, .peerProtocol, .replicaNewer: .protocolMismatch
        case .peerDenied, .peerIdentity, .snapshotKey, .roleDenied: .denied
        case .daemonDown, .snapshotNone: .unavailable
        case .configUnreadable, .configKey, .configValue, .configAddress, .configListen, .rulesFile,
            .filesOpen,
            .peopleFile:
            .config
        case .interrupted: .interrupted
        case .terminated: .terminated
        case .bug: .bug
        }
    }
}

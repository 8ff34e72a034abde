import Causality
import Wire

// What people type or paste, and small texts within records.

extension WireTargets {
    /// The inside of an enrolment code, whose check digits are made here; and any text as a code.
    static let code = FuzzTarget(
        "code", bytesMax: 1 << 10, seeds: { Seeds.codes },
        run: { bytes throws(BrokenLaw) in
            _ = Invitation(typed: String(decoding: bytes, as: UTF8.self))
            if let request = JoinRequest(bytes: bytes) {
                try law(request.bytes == bytes, "two forms of one request")
            }
            let sealed = bytes + Digest256(of: bytes).bytes.prefix(4)
            let text = CrockfordBase32.encode(sealed)
            try law(CrockfordBase32.decode(text) == sealed, "base 32 gives other bytes back")
            guard let invitation = Invitation(typed: text) else { return }
            let bare = invitation.code.filter { $0 != "-" }
            try law(bare == text, "two codes of one invitation")
            try law(Invitation(typed: invitation.code) == invitation, "a code is not read back")
        })

    /// Names and notes that travel as texts.
    static let words = FuzzTarget(
        "words", bytesMax: 512, seeds: { Seeds.words },
        run: { bytes throws(BrokenLaw) in
            let text = String(decoding: bytes, as: UTF8.self)
            if let stream = Stream(text) {
                try law(stream.description.utf8.elementsEqual(text.utf8), "two names of a stream")
            }
            if let dot = Dot(text) {
                try law(dot.description.utf8.elementsEqual(text.utf8), "two names of a dot")
            }
            if let scope = ScopeID(text) {
                try law(scope.name.utf8.elementsEqual(text.utf8), "two names of a scope")
            }
            if let digest = Digest256(hexadecimal: text) {
                try law(Digest256(bytes: digest.bytes) == digest, "another digest")
            }
            if let key = RecordKey(text) {
                try law(key.text.utf8.elementsEqual(text.utf8), "another key")
            }
            if let id = ConflictID(text) {
                try law(ConflictID(id.description) == id, "another conflict")
            }
            _ = DecisionNote.parse(text)
            guard let site = SiteID("anji") else { return }
            if let entry = RosterEntry(text, about: site) {
                try law(RosterEntry(entry.text, about: site) == entry, "another entry")
            }
            if let change = KeyChange(text, of: site) {
                try law(KeyChange(change.text, of: site) == change, "another change of key")
            }
            if let said = HubRecovery(text, of: site) {
                try law(HubRecovery(said.text, of: site) == said, "another recovery")
                try law(HubRecovery(carried: said.carriedText) == said, "another line")
            }
            if let code = RecoveryCode(typed: text) {
                try law(RecoveryCode(typed: code.code) == code, "another recovery key")
            }
            if let cut = RevocationCut(text, of: site, in: .roster) {
                try law(
                    RevocationCut(cut.text, of: site, in: .roster) == cut, "another revocation")
            }
            if let grant = ScopeGrant(text, .capital, to: site) {
                try law(ScopeGrant(grant.text, .capital, to: site) == grant, "another grant")
            }
        })
}

import Causality
import Testing
import Wire

@Suite struct InvitationTests {
    private let invitation: Invitation
    private let site: PublicKey

    init() throws {
        let hub = try #require(SigningKey(seed: [UInt8](repeating: 3, count: 32)))
        site = try #require(SigningKey(seed: [UInt8](repeating: 4, count: 32))).publicKey
        let anji = try #require(SiteID("anji"))
        invitation = try #require(
            Invitation(
                expirySeconds: 1_795_756_297, hub: hub.publicKey,
                secret: [UInt8](repeating: 5, count: 16), site: anji,
                address: "hub.example.cn:7443"))
    }

    @Test func `a code is read as it is passed on, however it is broken up`() {
        let code = invitation.code
        #expect(Invitation(typed: code) == invitation)
        #expect(Invitation(typed: code.lowercased().replacing("-", with: " \n")) == invitation)
        #expect(Invitation(typed: code.replacing("0", with: "o")) == invitation)
    }

    @Test func `a code with any character wrong, missing or too many is none`() {
        let code = Array(invitation.code)
        for at in code.indices where code[at] != "-" {
            var wrong = code
            wrong[at] = code[at] == "7" ? "8" : "7"
            #expect(Invitation(typed: String(wrong)) == nil, "character \(at)")
            wrong.remove(at: at)
            #expect(Invitation(typed: String(wrong)) == nil, "without character \(at)")
        }
        for typed in ["", "-", "7", invitation.code + "7", "K7QF-3M2P", "邀请码"] {
            #expect(Invitation(typed: typed) == nil)
        }
    }

    @Test func `a proof holds for one site's key at one hub, by one code`() throws {
        let request = JoinRequest(invitation, as: site)
        #expect(JoinRequest(bytes: request.bytes) == request)
        let statement = invitation.statement(by: site)
        #expect(statement.invitation.accepts(request.proof, over: statement.bytes))
        let wuxi = try #require(SiteID("wuxi"))
        let others = [
            JoinStatement(
                invitation: statement.invitation, hub: site, siteKey: site, site: invitation.site),
            JoinStatement(
                invitation: statement.invitation, hub: invitation.hub, siteKey: invitation.hub,
                site: invitation.site),
            JoinStatement(
                invitation: statement.invitation, hub: invitation.hub, siteKey: site,
                site: wuxi),
        ]
        for other in others {
            #expect(!other.invitation.accepts(request.proof, over: other.bytes))
            #expect(other.wordNumbers != statement.wordNumbers)
        }
        #expect(JoinRequest(bytes: Array(request.bytes.prefix(96))) == nil)
        #expect(JoinRequest(bytes: request.bytes + [UInt8](repeating: 97, count: 512)) == nil)
    }
}

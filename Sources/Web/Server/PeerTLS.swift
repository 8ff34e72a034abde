public import Logging
internal import NIOCore
internal import NIOSSL
internal import Synchronization
public import Wire

// The door for other machines.
//
// TLS 1.3 and nothing older, and both ends show a certificate for their key. Whose key is let in is
// asked of the replica, in the handshake: a stranger's connection ends before a byte of a request is
// read. What a request may do is asked again for every request, so that a key that is revoked is of
// no use on a connection that it opened before.
//
// A hub that has replaced its key is called by the name of the former one by whoever has not heard of that, and answers to it
// with the former one's certificate, as long as there is one.
//
// BoringSSL proves that the other end holds the key of its certificate; everything else that it would
// check by itself assumes authorities, which there are none of. So the certificate is looked at here:
// its key, and whether it holds now.

/// How this server shows itself to peers, and whom it lets in.
public final class PeerTLS: Sendable {
    private let current: @Sendable () throws -> SigningKey
    private let former: @Sendable () throws -> SigningKey?
    private let wallSeconds: @Sendable () -> Int64
    private let admits: @Sendable (PublicKey) async throws -> Bool
    private let logger: Logger
    private let made = Mutex<Made?>(nil)

    private struct Made {
        let key: PublicKey
        let former: PublicKey?
        let certificate: SiteCertificate
        let context: NIOSSLContext
    }

    /// - Parameters:
    ///   - key: this site's, asked for with each connection: another may follow it.
    ///   - former: the one before it, while it is to be shown to who calls that.
    ///   - wallSeconds: since 1970; certificates are made for a time.
    ///   - admits: whether who holds a key may connect.
    public init(
        key: @escaping @Sendable () throws -> SigningKey,
        former: @escaping @Sendable () throws -> SigningKey? = { nil },
        wallSeconds: @escaping @Sendable () -> Int64, logger: Logger,
        admits: @escaping @Sendable (PublicKey) async throws -> Bool
    ) {
        current = key
        self.former = former
        self.wallSeconds = wallSeconds
        self.logger = logger
        self.admits = admits
    }

    /// The handlers that stand before all others of a connection, in this order.
    ///
    /// - Parameters:
    ///   - peers: the connection is counted there from the moment on at which its key is known.
    ///   - proven: is told the key.
    func handlers(
        for channel: any Channel, counting peers: Crowd<[UInt8]>, telling proven: ProvenKey
    ) throws -> [any ChannelHandler] {
        let pause = ReadPause()
        let bound = NIOLoopBound(pause, eventLoop: channel.eventLoop)
        let tls = NIOSSLServerHandler(context: try context()) { [self] certificates, promise in
            bound.value.pause()
            promise.futureResult.whenComplete { _ in bound.value.resume() }
            promise.completeWithTask { [self] in
                guard let key = await judge(certificates) else { return .failed }
                proven.key = key
                proven.address = channel.remoteAddress?.ipAddress
                let number = peers.enter(channel, as: key.bytes)
                channel.closeFuture.whenComplete { _ in peers.leave(number, as: key.bytes) }
                return .certificateVerified
            }
        }
        return [pause, tls]
    }

    /// With a certificate that renews itself at a third of its life.
    private func context() throws -> NIOSSLContext {
        let (now, key, former) = (wallSeconds(), try current(), try self.former())
        return try made.withLock { made in
            if let made, made.key == key.publicKey, made.former == former?.publicKey,
                !made.certificate.isDue(nowSeconds: now)
            {
                return made.context
            }
            let certificate = SiteCertificate(of: key, nowSeconds: now)
            var configuration = try configuration(certificate, key)
            if let former { try answer(to: former, nowSeconds: now, &configuration) }
            let context = try NIOSSLContext(configuration: configuration)
            made = Made(
                key: key.publicKey, former: former?.publicKey, certificate: certificate,
                context: context)
            return context
        }
    }

    /// Shows the former key to whoever calls it by its name.
    private func answer(
        to former: SigningKey, nowSeconds: Int64, _ configuration: inout TLSConfiguration
    ) throws {
        let name = former.publicKey.hostName
        var shown = NIOSSLContextConfigurationOverride()
        (shown.certificateChain, shown.privateKey) = try source(
            SiteCertificate(of: former, nowSeconds: nowSeconds), former)
        configuration.sslContextCallback = { [shown] called, promise in
            promise.succeed(called.serverHostname == name ? shown : .noChanges)
        }
    }

    private func source(
        _ certificate: SiteCertificate, _ key: SigningKey
    ) throws -> ([NIOSSLCertificateSource], NIOSSLPrivateKeySource) {
        (
            [.certificate(try NIOSSLCertificate(bytes: certificate.der, format: .der))],
            .privateKey(try NIOSSLPrivateKey(bytes: key.privateKeyInfo, format: .der))
        )
    }

    private func configuration(
        _ certificate: SiteCertificate, _ key: SigningKey
    ) throws -> TLSConfiguration {
        let (chain, secret) = try source(certificate, key)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: secret)
        configuration.minimumTLSVersion = .tlsv13
        configuration.signingSignatureAlgorithms = [.ed25519]
        configuration.verifySignatureAlgorithms = [.ed25519]
        // A certificate is required; who is behind it is for `judge` to say.
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([])
        configuration.applicationProtocols = ["http/1.1"]
        // Whoever does not say goodbye is not waited for: neither when the program stops, nor when a
        // connection is closed because it costs too much.
        configuration.shutdownTimeout = .seconds(1)
        return configuration
    }

    /// The key that is let in; `nil` where none is.
    private func judge(_ certificates: [NIOSSLCertificate]) async -> PublicKey? {
        guard let certificate = certificates.first, let key = PublicKey(of: certificate) else {
            return refuse("its certificate is not for an Ed25519 key", nil)
        }
        let from = Int64(certificate.notValidBefore)
        let until = Int64(certificate.notValidAfter)
        guard from <= until, from...until ~= wallSeconds() else {
            return refuse("its certificate does not hold now: is a clock wrong?", key)
        }
        do {
            return try await admits(key) ? key : refuse("no such key is enrolled", key)
        } catch {
            return refuse("the replica cannot be asked: \(error)", key)
        }
    }

    private func refuse(_ why: String, _ key: PublicKey?) -> PublicKey? {
        logger.notice(
            "connection refused",
            metadata: ["why": "\(why)", "key": "\(key.map { "\($0.fingerprint)" } ?? "none")"])
        return nil
    }
}

extension PublicKey {
    /// `nil` when the certificate is for a key of another kind.
    init?(of certificate: NIOSSLCertificate) {
        guard let info = try? certificate.extractPublicKey().toSPKIBytes() else { return nil }
        self.init(subjectPublicKeyInfo: info)
    }
}

/// The key that the other end of a connection has proved to hold, from its handshake on.
///
/// It is kept beside the connection and not asked of it: a line that breaks takes its TLS with it, and what came
/// over it whole before that may only then be looked at.
final class ProvenKey: Sendable {
    /// That of the connection whose request is being answered.
    @TaskLocal static var ofConnection: ProvenKey?

    private let known = Mutex<PublicKey?>(nil)
    private let place = Mutex<String?>(nil)

    /// `nil` before the handshake, and without TLS.
    var key: PublicKey? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }

    /// Where the connection comes from. It is told to people, and nothing follows from it.
    var address: String? {
        get { place.withLock { $0 } }
        set { place.withLock { $0 = newValue } }
    }
}

import Sync
import Synchronization

/// A request on its way to the loop's thread, and the one place where its caller's wish to cancel
/// is written down.
///
/// The flag settles a race. A task that is already cancelled calls its handler before the order is
/// even sent, so the thread may see "cancel" first and then "add". Whoever cancels sets the flag
/// before sending the command; whoever adds looks at the flag. So either the add sees the flag, or
/// the cancel comes after the add and finds the transfer.
final class TransferOrder: Sendable {
    let address: PeerAddress
    let material: TLSMaterial?
    let request: PeerRequest
    let progress: (@Sendable (TransferProgress) -> Void)?
    private let cancelled = Atomic(false)

    init(
        address: PeerAddress, material: TLSMaterial?, request: PeerRequest,
        progress: (@Sendable (TransferProgress) -> Void)?
    ) {
        self.address = address
        self.material = material
        self.request = request
        self.progress = progress
    }

    var url: String {
        guard let material else { return address.url(for: request.path) }
        return address.url(for: request.path, calling: material.peerName)
    }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }
}

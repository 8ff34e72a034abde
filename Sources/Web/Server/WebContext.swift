public import Hummingbird
internal import NIOCore

/// A request's surroundings: the connection that it came on, which says whose it is.
public struct WebContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    let channel: any Channel

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

internal import Hummingbird

/// The icon of the pages: a culm of bamboo with its joints.
enum PageIcon {
    static let path = "/assets/icon.svg"

    static var response: Response {
        var response = Response.text(svg, type: "image/svg+xml")
        response.headers[.cacheControl] = "public, max-age=86400"
        return response
    }

    private static let svg = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
        <rect width="32" height="32" rx="6" fill="#2f6b3f"/>
        <path d="M13 4h6v7h-6zM13 13h6v7h-6zM13 22h6v7h-6z" fill="#e6f2e8"/>
        <path d="M19 12c5 0 8-2 9-6-5 0-8 2-9 6z" fill="#9fd6ab"/>
        </svg>
        """
}

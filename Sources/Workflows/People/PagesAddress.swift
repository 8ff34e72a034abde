/// Where the daemon of a directory shows its pages. The daemon writes it behind its name into its lock file.
public enum PagesAddress {
    public static let lineStart = "pages "
    /// Where a daemon listens that nobody told another place.
    public static let standard = "http://127.0.0.1:7420"

    /// What the daemon that runs last wrote, else the standard one.
    public static func of(directory: String) -> String {
        let text =
            File.read(directory + "/mosod.lock", most: 400)
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix(lineStart) }
            .map { String($0.dropFirst(lineStart.count)) } ?? standard
    }
}

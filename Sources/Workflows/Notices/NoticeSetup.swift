internal import Glibc

/// What the configuration says of robots, read and checked.
public enum NoticeSetup {
    private static let keys: [(RobotKind, SettingKey)] = [
        (.wecom, .wecom), (.dingtalk, .dingtalk), (.feishu, .feishu),
    ]

    /// The robots that are set up; empty for none.
    ///
    /// - Throws: that a file cannot be read, is open to others, or holds no robot. What it holds is not told.
    public static func robots(_ settings: EffectiveSettings) throws(Problem) -> [Robot] {
        var robots: [Robot] = []
        for (kind, key) in keys {
            guard let path = settings.text(key) else { continue }
            robots.append(try robot(kind, in: path))
        }
        return robots
    }

    private static func robot(_ kind: RobotKind, in path: String) throws(Problem) -> Robot {
        var info = stat()
        guard lstat(path, &info) == 0 else {
            throw .robotFile(path, kind, why: Catalogue.Cause.system(errno))
        }
        guard info.st_mode & S_IFMT == S_IFREG, info.st_mode & 0o077 == 0 else {
            throw .robotFile(path, kind, why: Catalogue.Notice.open)
        }
        guard let bytes = File.read(path, most: 4 << 10) else {
            throw .robotFile(path, kind, why: Catalogue.Cause.system(errno))
        }
        guard let text = String(validating: bytes, as: UTF8.self),
            let robot = Robot(kind, text: text)
        else { throw .robotFile(path, kind, why: Catalogue.Notice.noRobot) }
        return robot
    }

    /// When it is told.
    public static func times(_ settings: EffectiveSettings) throws(Problem) -> NoticeSettings {
        let time = { (key: SettingKey) throws(Problem) -> String in
            let text = settings.text(key) ?? ""
            guard NoticeSettings.isTime(text) else {
                throw .noticeSetting(key, why: Catalogue.Notice.badTime(text))
            }
            return text
        }
        let most = settings.text(.noticeConflicts) ?? ""
        guard let conflicts = Int(most), 1...100_000 ~= conflicts else {
            throw .noticeSetting(.noticeConflicts, why: Catalogue.Notice.badCount(most))
        }
        return NoticeSettings(
            morning: try time(.morning), evening: try time(.evening), conflicts: conflicts)
    }
}

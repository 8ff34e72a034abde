internal import Glibc

/// The browser of the desktop this runs on, where there is one.
enum Browser {
    static func open(_ address: String, environment: [String]) {
        let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains {
            DemoPrograms.variable($0) != nil
        }
        let folders = DemoPrograms.variable("PATH")?.split(separator: ":").map(String.init) ?? []
        guard hasDesktop,
            let opener = folders.map({ $0 + "/xdg-open" }).first(where: { access($0, X_OK) == 0 })
        else { return }
        let nothing = Glibc.open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        // Whether it opens is seen on the screen; the address is printed in any case.
        _ = ChildProcess(
            opener, [address], environment: environment, input: nothing, output: nothing,
            errors: nothing, isApart: true)
    }
}

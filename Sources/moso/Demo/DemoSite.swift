internal import Workflows

/// A site of the demo.
struct DemoSite {
    let name: String
    let label: String
    /// Who works there.
    let author: String

    static let hub = DemoSite(name: "beijing", label: "北京总部", author: "周凯")
    static let anji = DemoSite(name: "anji", label: "安吉分站", author: "李娜")

    /// The hub first, the branch that is cut off second.
    static let all = [
        hub, anji,
        DemoSite(name: "hangzhou", label: "杭州分站", author: "王丽"),
        DemoSite(name: "huzhou", label: "湖州分站", author: "赵敏"),
        DemoSite(name: "suzhou", label: "苏州分站", author: "陈立"),
        DemoSite(name: "ningbo", label: "宁波分站", author: "孙洁"),
        DemoSite(name: "chengdu", label: "成都分站", author: "何川"),
        DemoSite(name: "xian", label: "西安分站", author: "马卓"),
    ]
}

/// A daemon of the demo. It ends when its standard input does, and the other end of that is open in
/// this process alone: whatever ends the demo, `kill -9` included, ends its daemons.
struct SiteDaemon {
    let process: ChildProcess
    let lifeline: Int32
}

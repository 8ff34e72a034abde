public import Storage
internal import Wire

extension Catalogue {
    /// Starting from a snapshot, and keys.
    public enum Snapshot {
        public static func fetching(done: Int, of total: Int) -> Phrase {
            Phrase(
                zh: "取快照：\(size(done)) / \(size(total))",
                en: "Fetching the snapshot: \(size(done)) of \(size(total))")
        }

        /// Before another try.
        public static func waiting(
            _ waiting: SnapshotFetch.Waiting, for address: String
        ) -> Phrase {
            let pause = TimeText.duration(seconds: max(1, waiting.pause.components.seconds))
            let longest = TimeText.duration(seconds: max(1, waiting.longest.components.seconds))
            switch waiting.reason {
            case .making:
                return Phrase(
                    zh: "总部（\(address)）正在制作快照；每隔 \(pause.zh) 再问一次，最多等 \(longest.zh)。",
                    en: "The hub at \(address) is making the snapshot; asking again every "
                        + "\(pause.en), for at most \(longest.en).")
            case .failure(let failure):
                let cause = SyncTrouble(failure).cause
                return Phrase(
                    zh: "\(address)：\(cause.zh)（第 \(waiting.attempt) 次，共 \(waiting.attemptsMax) 次）；"
                        + "\(pause.zh) 后再试，最多再等 \(longest.zh)。可以中断，已取到的部分都保存着。",
                    en:
                        "\(address): \(cause.en) (try \(waiting.attempt) of \(waiting.attemptsMax)). "
                        + "Trying again in \(pause.en), for at most \(longest.en) more. "
                        + "You may stop it: what has been fetched is kept.")
            }
        }

        static let webPage = Phrase(
            zh: "在那里应答的是一个网页，多半是本地网络的上网登录页，不是总部",
            en:
                "a web page answers there and not the hub, most likely the sign-in page of this network"
        )

        public static func building(_ done: Int, of total: Int) -> Phrase {
            Phrase(
                zh: "建立副本：\(done) / \(total)", en: "Building the replica: \(done) of \(total)")
        }

        public static func started(rows: Int, transactions: Int, taken: Phrase) -> Phrase {
            Phrase(
                zh: "来自总部 \(taken.zh) 的快照：\(rows.grouped) 条记录，\(transactions.grouped) 个事务。",
                en: "From the hub's snapshot of \(taken.en): "
                    + "\(English.counted(rows, "record")), "
                    + "\(English.counted(transactions, "transaction")).")
        }

        public static let nextStep = Phrase(
            zh: "下一步：moso sync 取来此后的改动。", en: "Next: moso sync fetches what has come since.")

        public static func startedAgain(site: String, path: String) -> Phrase {
            Phrase(
                zh: "\(site) 已从总部的快照重新开始：\(path)",
                en: "\(site) has started again from the hub's snapshot: \(path)")
        }

        public static func resealed(_ count: Int) -> Phrase {
            Phrase(
                zh: "未发送的 \(count.grouped) 个事务已在新世代下重新提交，下次同步时发送。",
                en:
                    "\(English.counted(count, "unsent transaction")) sealed again under the new epoch; "
                    + "\(English.form(count, "it goes", "they go")) out at the next sync.")
        }

        public static func leftOut(_ count: Int, first: String) -> Phrase {
            Phrase(
                zh: "\(count.grouped) 条额度等分录不能照搬（\(first) 等），请查看旧副本后重做。",
                en: "\(English.counted(count, "entry", "entries")), such as \(first), could not be "
                    + "made again: look at the old replica and enter them anew.")
        }

        public static func broughtBack(_ row: String) -> Phrase {
            Phrase(
                zh: "\(row)：此间已被别人删除，因本站的改动而恢复。",
                en: "\(row): others had deleted it meanwhile; the work of this site brings it back."
            )
        }

        public static func withheld(_ cell: String) -> Phrase {
            Phrase(
                zh: "\(cell)：此间已被擦除，本站的值没有重新提交。",
                en: "\(cell): it was erased meanwhile; the value from here was not sealed again.")
        }

        public static func beside(_ cell: String) -> Phrase {
            Phrase(
                zh: "\(cell)：与别人此间的改动不同，两者并存，请核对。",
                en:
                    "\(cell): differs from what others wrote meanwhile, kept beside it; look at both."
            )
        }

        public static func kept(_ path: String) -> Phrase {
            Phrase(
                zh: "旧副本保存为 \(path)；总部收到全部改动后可以删除。",
                en: "The old replica is kept as \(path); remove it once the hub has everything.")
        }

        public static func leftBehind(_ path: String, _ why: Phrase) -> Phrase {
            Phrase(
                zh: "\(path) 没有删除干净：\(why.zh)。里面是记录的副本，请手工删除。",
                en:
                    "\(path) could not be removed: \(why.en). It holds copies of records; remove it."
            )
        }

        /// What an erasure has not reached yet.
        public static func awaitsScrub(_ needs: ScrubNeeds, in directory: String) -> Phrase {
            switch needs {
            case .file:
                Phrase(
                    zh: "擦除过的值可能还留在副本文件里，因为有程序正在读它；下次写入时再清除。",
                    en:
                        "Erased values may still lie in the replica's file, which somebody was reading; "
                        + "the next write tries again.")
            case .snapshots:
                Phrase(
                    zh: "\(directory) 里的 snapshots 删除不了，或备份没能重写（也许正在做一份），里面可能还有擦除过的值；"
                        + "下次写入时再清除。",
                    en:
                        "snapshots in \(directory) cannot be removed, or a backup not be written anew (one may "
                        + "just be made), and may still hold erased values; the next write tries again."
                )
            }
        }

        public static let againNeeds = Phrase(
            zh: "--again 单独使用：分站名、总部及其密钥都由原副本决定。",
            en: "--again stands alone: the site, the hub and its key are those of the replica.")

        public static func key(fingerprint: String) -> Phrase {
            Phrase(zh: "密钥指纹：\(fingerprint)", en: "Fingerprint: \(fingerprint)")
        }

        public static func publicKey(_ hexadecimal: String) -> Phrase {
            Phrase(zh: "公钥：\(hexadecimal)", en: "Public key: \(hexadecimal)")
        }

        public static let tell = Phrase(
            zh: "新分站建立副本时用 --key 写上这个指纹；请当面或在电话里告知，不要经由网络。",
            en:
                "New sites name this fingerprint with --key. Tell it in person or on the telephone, "
                + "not over the network.")

        public static func notTheHubsKey(hub: String) -> Phrase {
            Phrase(
                zh: "这是本站的密钥。新分站要的是总部的：在 \(hub) 运行 moso key show。",
                en:
                    "This is this site's key. New sites need the hub's: run moso key show at \(hub)."
            )
        }

        public static let noName = Phrase(
            zh: "--name 用于空的新副本；从快照建立的分站，名称在快照里。",
            en: "--name is for a replica that starts empty; in a snapshot the site has its name.")

        // Why there is none, or why it is not believed. What is only of use to whoever looks for the
        // fault stands in brackets in Chinese, as it is in English.

        static let noneForThisSite = Phrase(
            zh: "快照只由总部提供给别的分站；请核对地址和 --site（HTTP 404）",
            en:
                "only the hub gives snapshots, and only to another site; check the address and --site "
                + "(HTTP 404)")

        static let noManifest = Phrase(
            zh: "在那里应答的不是 moso，可能是上网登录页或代理",
            en: "what answers there is no moso, perhaps a network's sign-in page or a proxy")

        static func refused(_ refusal: ManifestRefusal) -> Phrase {
            switch refusal {
            case .wrongSignature:
                Phrase(zh: "清单在签名之后被改动过", en: "its manifest was changed after it was signed")
            default: .translated("\(refusal)", "清单不完整")
            }
        }

        static func wrongChunk(_ name: String) -> Phrase {
            Phrase(
                zh: "数据块 \(name) 两次收到的内容都不符",
                en: "chunk \(name) came twice with another content")
        }

        static func notOfTheHub(_ site: String) -> Phrase {
            Phrase(
                zh: "它由 \(site) 制作，而那里不是总部",
                en: "it was made by \(site), which is not the hub")
        }

        static func scopes(_ why: String) -> Phrase { .translated(why, "范围不符") }

        static func content(_ scope: String, _ why: String) -> Phrase {
            Phrase(zh: "\(scope) 的内容不符（\(why)）", en: "\(scope): \(why)")
        }

        static func otherState(_ scope: String) -> Phrase {
            Phrase(
                zh: "\(scope) 建立后的状态与总部不同",
                en: "\(scope): the state that was built differs from the hub's")
        }

        private static func size(_ bytes: Int) -> String {
            bytes < 1 << 20 ? "\((bytes + 1023) >> 10) KiB" : "\(bytes >> 20) MiB"
        }
    }
}

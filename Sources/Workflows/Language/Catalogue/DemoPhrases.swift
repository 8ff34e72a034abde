extension Catalogue {
    /// `moso demo`: what each step does and why.
    public enum Demo {
        public static func step(_ number: Int, of all: Int, _ text: Phrase) -> Phrase {
            Phrase(
                zh: "第 \(number) 步（共 \(all) 步）　\(text.zh)",
                en: "Step \(number) of \(all)   \(text.en)")
        }

        public static func opening(in directory: String) -> Phrase {
            Phrase(
                zh: "演示：三地各有副本，断网照常工作，恢复后合并。所有命令都真实运行，"
                    + "副本在 \(directory)；下面省略了每条命令末尾的 --data \(directory)/分站。",
                en:
                    "The demo: sites with a replica each, which work on without a network and merge "
                    + "when it is back. Every command below is really run, on replicas in "
                    + "\(directory); the --data \(directory)/SITE at its end is left out.")
        }

        public static let picture = Phrase(
            zh: "总部：2023 年 8 月 11 日的样子", en: "Head office, as it was on 11 August 2023")
        public static let pictureWhy = Phrase(
            zh: "示例数据再现报道里的那个星期五；企业都是虚构的。报表用 --as-of 回到那一天。",
            en: "Sample records tell the Friday that a newspaper told; the companies are invented. "
                + "Reports go back to that day with --as-of.")

        public static func pictureSays(
            assigned: Int, seats: Int, residents: Int, waiting: Int, visits: Int
        ) -> Phrase {
            Phrase(
                zh: "\(seats) 个工位用了 \(assigned) 个；\(residents) 家在站，\(waiting) 家来问过或在排队；"
                    + "当天接待 \(visits) 批。",
                en: "\(assigned) of \(seats) seats taken; \(residents) companies live there, "
                    + "\(waiting) asked or wait; \(visits) visits that day.")
        }

        public static let pictureIs = Phrase(
            zh: "总部是报道那天的样子", en: "head office is as it was that day")

        public static let start = Phrase(
            zh: "建立分站，加入总部", en: "Set the branches up and join them to the hub")
        public static let startWhy = Phrase(
            zh: "每个站点都有自己的副本和守护进程。分站凭总部的邀请码加入：两端互相登记密钥，从此只用 TLS 收发。",
            en:
                "Each has a replica and a daemon of its own. Branches join by a code of the hub: both "
                + "ends enrol each other's key, and exchange over TLS alone from then on."
        )
        public static let enrolled = Phrase(
            zh: "总部登记了所有分站的密钥", en: "the hub has enrolled the keys of all branches")
        public static let sameWords = Phrase(
            zh: "两端的四个词相同：用电话核对，就知道没有别人抢先用了邀请码。",
            en:
                "The four words are those that each branch has shown: compared by telephone, they say "
                + "that nobody else has used the code.")

        public static let importLedger = Phrase(
            zh: "安吉导入原有的电子表格台账", en: "Anji imports the spreadsheet it kept so far")
        public static let importLedgerWhy = Phrase(
            zh: "有问题的行不导入，另存一个文件并写明原因，改好后可以单独再导入。",
            en: "Faulty rows stay out, in a file of their own with the reason, to be mended and "
                + "imported again.")

        public static let travel = Phrase(
            zh: "守护进程自己把改动送到总部", en: "The daemons send it to the hub by themselves")
        public static let travelWhy = Phrase(
            zh: "安吉的记录只到安吉和总部，企业卡片到所有站点；不需要谁去发送。",
            en:
                "Anji's records go to Anji and the hub, the companies' cards to all sites; nobody has "
                + "to send anything.")

        public static let cutOff = Phrase(zh: "安吉断网", en: "Anji is cut off")
        public static let cutOffWhy = Phrase(
            zh: "它的守护进程改为不联系总部（--no-sync），相当于线路中断。",
            en: "Its daemon now runs without a line to the hub (--no-sync).")

        public static let editBoth = Phrase(
            zh: "两地都照常工作，谁也不等谁", en: "Both ends work on; nobody waits for anybody")
        public static let editBothWhy = Phrase(
            zh: "恰好改了同一份合同的租金，又把同一个工位给了两家企业。",
            en: "As it happens they change the same rent, and give the same seat to two companies.")
        public static let oneRent = Phrase(zh: "同一份合同的租金：", en: "The rent of one tenancy:")
        public static let oneSeat = Phrase(
            zh: "同一个工位，给了两家企业：", en: "One seat, given to two companies:")
        public static let hardship = Phrase(zh: "困难减免半年", en: "hardship cut, six months")
        public static let priceList = Phrase(zh: "2027 年价目表", en: "price list of 2027")

        public static let reconnect = Phrase(zh: "安吉恢复联网", en: "Anji is back")
        public static let reconnectWhy = Phrase(
            zh: "双方交换缺少的改动并合并；并发的值一个也不丢。",
            en: "The two exchange what each lacks and merge it; of concurrent values none is lost.")

        public static let conflicts = Phrase(
            zh: "两处改得不一样，两地列出同样的冲突", en: "Both ends list the same two conflicts")
        public static let conflictsWhy = Phrase(
            zh: "编号由改动本身算出，两地无需商量就相同，电话里就能说清。",
            en: "The ids are computed from the changes themselves, so both ends print the same "
                + "without asking, and can settle them on the telephone.")

        public static let resolve = Phrase(zh: "总部裁定租金", en: "Head office decides the rent")
        public static let resolveWhy = Phrase(
            zh: "裁定也是一次写入：会同步，会留档。工位的冲突留着，稍后在汇总里能看到。",
            en:
                "A decision is a write like any other: it is sent, and it is kept. The seat is left "
                + "open, to be seen at head office.")
        public static let paperSeen = Phrase(zh: "已核对纸质合同", en: "signed paper seen")

        public static let verify = Phrase(zh: "证明各副本一致", en: "Proof that the replicas agree")
        public static let verifyWhy = Phrase(
            zh: "每个站点按自己的日志重算所有记录；再比较共同部分的摘要。",
            en: "Each site computes its records anew from its log; then the digests of what they "
                + "share are compared.")
        public static let equalDigests = Phrase(
            zh: "一致：凡是分站持有的部分，摘要都与总部相同。",
            en: "Equal: the digest of everything that a branch holds is the hub's.")

        public static let overview = Phrase(zh: "总部的汇总", en: "Head office's one view")
        public static let overviewWhy = Phrase(
            zh: "各分站的数据汇成一张表；尚未决定的值不会悄悄选一个。",
            en: "All sites in one view; of what is undecided none is silently chosen.")

        public static func portsBusy(instead ports: [Int]) -> Phrase {
            let list = Phrase.list(ports.map { Phrase(verbatim: String($0)) })
            return Phrase(
                zh: "有端口被占用，改用 \(list.zh)。", en: "Some ports are busy; taking \(list.en).")
        }

        public static func runs(_ site: String, address: String) -> Phrase {
            Phrase(zh: "\(site) 已启动：\(address)", en: "\(site) runs: \(address)")
        }

        public static func sameID(_ id: String) -> Phrase {
            Phrase(zh: "安吉和北京的编号相同：\(id)", en: "The same id at Anji and at Beijing: \(id)")
        }

        public static func page(_ address: String) -> Phrase {
            Phrase(
                zh: "总部的页面（链接只能用一次，打开后点“进入”）：\(address)",
                en: "Head office's pages (the link works once; press Go in): \(address)")
        }

        public static func branchPage(_ address: String) -> Phrase {
            Phrase(zh: "安吉的页面：\(address)", en: "Anji's pages: \(address)")
        }

        public static let tryThese = Phrase(
            zh: "各站点继续运行，按 Ctrl-C 结束。可以试试：",
            en: "The sites keep running until Ctrl-C. Things to try:")

        public static func kept(in directory: String) -> Phrase {
            Phrase(zh: "演示数据保留在 \(directory)", en: "The demo's data is kept in \(directory)")
        }

        public static func finished(took span: Phrase) -> Phrase {
            Phrase(
                zh: "演示完成，用时 \(span.zh)。各副本一致，没有丢失任何改动。",
                en: "Demo finished in \(span.en). The replicas are equal; nothing was lost.")
        }

        // What is waited for, as parts of a sentence.

        public static func answers(_ site: String) -> Phrase {
            Phrase(zh: "\(site) 的守护进程应答", en: "the daemon of \(site) answers")
        }

        public static func arrived(_ site: String) -> Phrase {
            Phrase(zh: "\(site) 收到安吉的记录", en: "\(site) has what Anji sent")
        }

        public static let listed = Phrase(
            zh: "两地都列出两处冲突", en: "both ends list both conflicts")
        public static let sameIDs = Phrase(
            zh: "两地的冲突编号相同", en: "the ids are the same at both ends")
        public static let decided = Phrase(zh: "裁定到达安吉", en: "the decision is at Anji")
        public static let equal = Phrase(zh: "各副本一致", en: "the replicas agree")
        public static let twoCompanies = Phrase(
            zh: "台账里有两家租金不低于 10 元的企业",
            en: "the ledger has two companies with a rent of 10 yuan or more")
    }
}

extension Problem {
    /// The file of people is not used.
    public static func peopleFile(_ path: String, _ why: Phrase) -> Problem {
        Problem(
            .peopleFile,
            happened: Phrase(
                zh: "不能使用人员文件 \(path)：\(why.zh)。",
                en: "the people's file \(path) is not used: \(why.en)."),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "chmod 600 \(path.asShellWord)",
                    Phrase(zh: "只许本账户读取", en: "lets its own account alone read it"))
            ])
    }

    /// A guest needs a site, and nobody else has one.
    public static func guestSite(_ name: String) -> Problem {
        Problem(
            .personName,
            happened: Phrase(
                zh: "合作城市的账户（guest）要写明一个分站，其他角色不写：\(name)。",
                en:
                    "an account of a partner city (guest) names one site, and no other role does: \(name)."
            ),
            safety: Safety.nothingWritten,
            remedies: [.run("moso people invite \(name) --role guest --site anji")])
    }

    /// Somebody has to be left who lets others in.
    public static func lastDirector(_ name: String) -> Problem {
        Problem(
            .personName,
            happened: Phrase(
                zh: "\(name) 是名单上唯一的主任，改了角色就没有人能再邀请。",
                en:
                    "\(name) is the only director here; with another role nobody would be left to invite."
            ),
            safety: Safety.nothingWritten,
            remedies: [
                .run(
                    "moso people invite NAME --role director",
                    Phrase(zh: "先请另一位主任", en: "lets another director in first"))
            ])
    }

    public static func personName(_ typed: String) -> Problem {
        let most = Person.nameBytesMost
        return Problem(
            .personName,
            happened: Phrase(
                zh: "“\(typed)”不能用作姓名：要有 1 到 \(most) 个字节，不含控制字符。",
                en: "\"\(typed)\" cannot be a name: 1 to \(most) bytes without control characters."
            ),
            safety: Safety.nothingWritten, remedies: [.run("moso people invite --help")])
    }

    public static func roleNeeded(_ name: String) -> Problem {
        let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
        return Problem(
            .usage,
            happened: Phrase(
                zh: "\(name) 还不在名单上，要说明角色：\(roles)。",
                en: "\(name) is new here, so say the role: \(roles)."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso people invite \(name.asShellWord) --role desk")])
    }

    public static func noPerson(_ name: String, known: [String]) -> Problem {
        Problem(
            .noPerson,
            happened: Phrase(zh: "名单上没有 \(name)。", en: "there is nobody called \(name) here."),
            evidence: known.isEmpty ? [] : [Phrase(verbatim: known.joined(separator: ", "))],
            safety: Safety.nothingWritten, remedies: [.run("moso people list")])
    }

    public static var tooManyPeople: Problem {
        Problem(
            .usage,
            happened: Phrase(
                zh: "名单已满。", en: "there is no room for another person."),
            safety: Safety.nothingWritten, remedies: [.run("moso people list")])
    }
}

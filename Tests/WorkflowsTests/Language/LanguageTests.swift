import Testing
import Workflows

@Suite struct LanguageTests {
    @Test func `the flag wins over every variable`() {
        let all = ["MOSO_LANG": "en", "LC_ALL": "en_US.UTF-8", "LANG": "en_US.UTF-8"]
        #expect(Language.chosen(flag: .zh, environment: all, configured: .en) == .zh)
    }

    @Test func `variables decide in the order MOSO_LANG, LC_ALL, LC_MESSAGES, LANG`() {
        var environment = ["LANG": "zh_CN.UTF-8"]
        #expect(Language.chosen(environment: environment) == .zh)
        environment["LC_MESSAGES"] = "en_GB.UTF-8"
        #expect(Language.chosen(environment: environment) == .en)
        environment["LC_ALL"] = "zh_TW.Big5"
        #expect(Language.chosen(environment: environment) == .zh)
        environment["MOSO_LANG"] = "en"
        #expect(Language.chosen(environment: environment) == .en)
    }

    @Test func `an empty variable counts as not set`() {
        let environment = ["MOSO_LANG": "", "LC_ALL": "", "LANG": "zh_CN.UTF-8"]
        #expect(Language.chosen(environment: environment) == .zh)
    }

    @Test(arguments: ["C", "POSIX", "C.UTF-8"])
    func `the locale C names no language and hides the variables after it`(locale: String) {
        let environment = ["LC_ALL": locale, "LANG": "zh_CN.UTF-8"]
        #expect(Language.chosen(environment: environment) == .en)
        #expect(Language.chosen(environment: environment, configured: .zh) == .zh)
    }

    @Test func `without any wish the configuration decides, then English`() {
        #expect(Language.chosen(environment: [:], configured: .zh) == .zh)
        #expect(Language.chosen(environment: [:]) == .en)
    }

    @Test(arguments: ["de_DE.UTF-8", "fr", "enough"])
    func `a language that moso does not speak is answered in English`(locale: String) {
        #expect(Language.chosen(environment: ["LANG": locale], configured: .zh) == .en)
    }
}

@Suite struct EnglishTests {
    @Test func `nouns follow their number`() {
        #expect(English.counted(1, "change") == "1 change")
        #expect(English.counted(0, "change") == "0 changes")
        #expect(English.counted(1284, "entry", "entries") == "1,284 entries")
    }
}

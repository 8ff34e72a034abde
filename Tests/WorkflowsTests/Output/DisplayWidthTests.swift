import Testing
import Workflows

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("moso", 4), ("智谱云创", 8), ("B座 1203", 8), ("租约（元/㎡）", 13),
        ("，", 2), ("“引号”", 6), ("e\u{301}", 1), ("ＡＢ", 4), ("ｱ", 1), ("한국", 4),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("𠮷野家", 6), ("→…", 2), ("✓", 1), ("\u{3000}", 2),
    ])
    func `text takes the columns that a terminal gives it`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: ["😀", "👩‍👩‍👧", "👍🏽", "🇨🇳", "⚠️", "❤️‍🔥"])
    func `an emoji of any length takes two columns`(emoji: String) {
        #expect(DisplayWidth.of(emoji) == 2)
    }

    @Test func `invisible characters take no column`() {
        #expect(DisplayWidth.of("a\u{200B}b\u{FEFF}\u{7}") == 2)
    }

    @Test func `padding counts columns, on either side`() {
        #expect("智谱".padded(to: 6) == "智谱  ")
        #expect("智谱".padded(to: 6, .right) == "  智谱")
        #expect("智谱云创".padded(to: 6) == "智谱云创")
    }

    @Test func `clipping never splits a double-width character`() {
        #expect("智谱云创科技".clipped(to: 12) == "智谱云创科技")
        #expect("智谱云创科技".clipped(to: 8) == "智谱云..")
        #expect("智谱云创科技".clipped(to: 7) == "智谱..")
        #expect("智谱".clipped(to: 1) == "")
        #expect("智谱".clipped(to: 2) == "智")
        #expect("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧".clipped(to: 5) == "👩‍👩‍👧..")
    }

    @Test func `a clipped text is never wider than asked and keeps whole characters`() {
        let text = "A座1203智谱e\u{301}云创👩‍👩‍👧科技Ltd"
        for width in 0...DisplayWidth.of(text) {
            let clipped = text.clipped(to: width)
            #expect(DisplayWidth.of(clipped) <= width)
            #expect(DisplayWidth.of(clipped) >= width - 1)
            let kept = clipped.hasSuffix("..") ? String(clipped.dropLast(2)) : clipped
            #expect(text.hasPrefix(kept))
        }
    }

    @Test func `text from elsewhere can neither break a line nor steer the terminal`() {
        #expect("a\nb\tc\r\n".onOneLine == "a b c  ")
        #expect("\u{1B}[31m红\u{9B}m\u{202E}".onOneLine == "?[31m红?m?")
        #expect("智谱 云创".onOneLine == "智谱 云创")
    }

    @Test func `plain cells lose nothing`() {
        #expect("a\tb\nc\\d".escapedForPlain == "a\\tb\\nc\\\\d")
        #expect("\u{1B}[2J".escapedForPlain == "\\u{1b}[2J")
    }
}

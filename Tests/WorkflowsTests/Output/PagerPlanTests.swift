import Testing
import Workflows

@Suite("Between a long answer and a person")
struct PagerPlanTests {
    private func plan(_ environment: [String: String]) -> PagerPlan? {
        PagerPlan(environment: environment)
    }

    @Test func `less is told what git tells it, unless somebody told it otherwise`() {
        for pager in [[:], ["PAGER": "less"], ["PAGER": "/usr/bin/less"]] {
            let plan = plan(pager)
            #expect(
                plan?.variables == ["LESS=FRX", "LESSCHARSET=utf-8"] && plan?.showsColour == true)
        }
        let own = plan(["LESS": "-i", "LESSCHARSET": "latin1"])
        #expect(own?.words == ["less"] && own?.variables == [] && own?.showsColour == false)
        #expect(plan(["LESS": "-i -R"])?.showsColour == true)
        #expect(plan(["LESS": "-i", "PAGER": "less -r"])?.showsColour == true)
        #expect(plan(["LESS": "--prompt", "PAGER": "less"])?.showsColour == false)
        #expect(plan(["LESS": "", "PAGER": "less --RAW-CONTROL-CHARS"])?.showsColour == true)
    }

    @Test func `colours are not written for a program that may not show them`() {
        for pager in ["more", "most", "less-not", "less -R | tee x", "nonsense -R"] {
            #expect(plan(["PAGER": pager])?.showsColour == false, "\(pager)")
        }
    }

    @Test func `words of the shell are for the shell, and no pager is no pager`() {
        #expect(plan(["PAGER": "less -S  +G"])?.words == ["less", "-S", "+G"])
        for pager in ["less -R | tee x", "'less' -R", "LESS=R less", "my\tpager", "$HOME/p"] {
            #expect(plan(["PAGER": pager])?.words == ["/bin/sh", "-c", pager], "\(pager)")
        }
        for pager in ["", " ", "cat"] { #expect(plan(["PAGER": pager]) == nil) }
    }
}

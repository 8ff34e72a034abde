extension PaperForm {
    /// The form as a page of its own.
    ///
    /// - Parameters:
    ///   - site: who prints it.
    ///   - now: when.
    public func html(_ language: Language, site: String, now: String) -> String {
        let say = { (phrase: Phrase) in PaperForm.escaped(phrase.text(language)) }
        var body = ["<h1>\(say(kind.title))</h1>"]
        if !about.isEmpty { body.append("<p class=\"about\">\(Self.escaped(about))</p>") }
        if !facts.isEmpty {
            body.append("<table class=\"facts\">")
            for fact in facts {
                body.append(
                    "<tr><th>\(say(fact.label))</th><td>\(Self.escaped(fact.value))</td></tr>")
            }
            body.append("</table>")
        }
        for table in tables where !table.rows.isEmpty {
            let header = table.header.map { "<th>\(say($0))</th>" }.joined()
            body.append(
                "<h2>\(say(table.title))</h2><table><thead><tr>\(header)</tr></thead><tbody>")
            for row in table.rows {
                body.append(
                    "<tr>\(row.map { "<td>\(Self.escaped($0))</td>" }.joined())</tr>")
            }
            body.append("</tbody></table>")
        }
        if !choices.isEmpty {
            body.append(
                "<p class=\"choices\">\(choices.map { "☐ \(say($0))" }.joined(separator: " "))</p>")
        }
        if !labels.isEmpty {
            body.append(
                "<div class=\"labels\">\(labels.map { "<div>\(Self.escaped($0))</div>" }.joined())</div>"
            )
        }
        if !signatures.isEmpty {
            body.append(
                "<div class=\"sign\">\(signatures.map { "<div>\(say($0))</div>" }.joined())</div>")
        }
        let source = Self.escaped(
            Catalogue.Paper.source(site: site, now: now).text(language))
        return """
            <!doctype html>
            <html lang="\(language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">
            <title>\(say(kind.title)) \(Self.escaped(about))</title>
            <style>\(Self.style)</style></head>
            <body>
            \(body.joined(separator: "\n"))
            <footer>\(source)</footer>
            </body></html>

            """
    }

    static func escaped(_ text: String) -> String {
        var safe = ""
        for character in text {
            switch character {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            default: safe.append(character)
            }
        }
        return safe
    }

    /// Black on white; rows are never cut, the heads of tables stand on each page.
    private static var style: String {
        """
        @page { size: A4; margin: 18mm 15mm;
          @bottom-right { content: counter(page) "/" counter(pages); font-size: 9pt } }
        body { font: 10.5pt/1.5 "Noto Serif CJK SC", "Songti SC", SimSun, serif; color: #000;
          max-width: 180mm; margin: 1rem auto; }
        h1 { text-align: center; font-size: 18pt; letter-spacing: .2em; margin: 0 0 .3rem }
        h2 { font-size: 12pt; margin: 1.2rem 0 .3rem; break-after: avoid }
        .about { text-align: center; margin: 0 0 1rem }
        table { width: 100%; border-collapse: collapse }
        th, td { border: 1px solid #000; padding: .25rem .5rem; text-align: left;
          vertical-align: top; overflow-wrap: anywhere }
        .facts th { width: 28%; font-weight: normal }
        .facts td { height: 1.6em }
        tr, .labels div, .sign { break-inside: avoid }
        thead { display: table-header-group }
        .choices { margin: 1rem 0; word-spacing: 1em }
        .labels { display: grid; grid-template-columns: repeat(3, 1fr); gap: 4mm }
        .labels div { border: 1px dashed #000; font-size: 26pt; text-align: center; padding: 8mm 0 }
        .sign { display: grid; grid-template-columns: 1fr 1fr; gap: 14mm 10mm; margin-top: 14mm }
        .sign div { border-bottom: 1px solid #000; min-height: 1.6em }
        footer { margin-top: 8mm; font-size: 9pt }
        """
    }
}

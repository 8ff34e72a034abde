internal import Hummingbird
internal import Wire

/// The one style sheet. Its address holds the hash of its content, so browsers keep it for ever and
/// still see a new one at once.
enum StyleSheet {
    static let path = "/assets/\(Digest256(of: Array(css.utf8)).description.prefix(16)).css"

    static var response: Response {
        var response = Response.text(css, type: "text/css; charset=utf-8")
        response.headers[.cacheControl] = "public, max-age=31536000, immutable"
        return response
    }

    static let css = """
        :root {
          color-scheme: light dark;
          --paper: #fbfcfa; --card: #ffffff; --ink: #1b231d; --soft: #57635a; --line: #d9e0d8;
          --accent: #2f6b3f; --rail: #e3eae2; --open: #8a4b00; --late: #a3261b;
          --onaccent: #ffffff; --edge: #7d8a80;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #131814; --card: #1a211c; --ink: #e6ece6; --soft: #a3b0a6; --line: #313b33;
            --accent: #7fc48f; --rail: #2a332c; --open: #f0b45c; --late: #ff9c8f;
            --onaccent: #10251a; --edge: #7f8d83;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0 auto; max-width: 68rem; padding: 0 1.25rem 3rem;
          background: var(--paper); color: var(--ink);
          font: 1rem/1.7 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
            "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif;
          line-break: strict; text-autospace: normal;
        }
        a { color: var(--accent); text-underline-offset: .2em; }
        a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
        .skip { position: absolute; left: -100vw; background: var(--card); padding: .5rem 1rem; }
        .skip:focus { left: 1rem; top: .5rem; }
        header {
          display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center;
          gap: .25rem 1rem; padding: .75rem 0; border-bottom: 1px solid var(--line);
        }
        .brand { margin: 0; } .brand strong { color: var(--accent); margin-right: .75rem; }
        .site { color: var(--soft); }
        nav { display: flex; gap: 1rem; align-items: center; }
        nav > * { display: inline-block; line-height: 2rem; padding: 0 .25rem; }
        .own { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: center; }
        .who { display: flex; gap: .5rem; align-items: center; color: var(--soft); }
        .pages { gap: .25rem 1.5rem; flex-wrap: wrap; border-bottom: 1px solid var(--line); }
        .pages a { line-height: 2.5rem; text-decoration: none; border-bottom: 3px solid transparent; }
        .pages a:hover { border-color: var(--line); }
        .pages a[aria-current] { border-color: var(--accent); color: var(--ink); font-weight: 600; }
        button, .button { font: inherit; line-height: 1.4; padding: .45rem 1rem; border-radius: .4rem;
          border: 1px solid var(--accent); background: var(--accent); color: var(--onaccent);
          cursor: pointer; text-decoration: none; display: inline-block; }
        button.quiet, .button.quiet { background: none; color: var(--accent); border-color: var(--line);
          padding: .2rem .6rem; }
        button.plain, .button.plain { background: var(--card); color: var(--accent); }
        button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible,
        summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        input, select, textarea { font: inherit; line-height: 1.4; padding: .4rem .6rem; width: 100%;
          border: 1px solid var(--edge); border-radius: .4rem; background: var(--card);
          color: var(--ink); }
        textarea { min-height: 5rem; }
        .field { margin: .75rem 0; } .field label { display: block; font-weight: 600; }
        .field small { display: block; color: var(--soft); }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
          padding: .75rem 1.25rem 1rem; margin: 1rem 0; }
        .card h2 { margin-top: .5rem; } p.choices { margin: .75rem 0; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .narrow { max-width: 26rem; }
        .alert { border-left: 4px solid var(--late); padding: .4rem .75rem; background: var(--card); }
        .done { border-left: 4px solid var(--accent); padding: .4rem .75rem; background: var(--card); }
        /* Over the page and not in it, so that nothing moves under a pointer when it appears. */
        #live { position: fixed; bottom: .5rem; left: 1rem; right: 1rem; max-width: 40rem; margin: 0 auto; z-index: 1; }
        #live p { border: 1px solid var(--edge); border-left: 4px solid var(--accent); border-radius: .4rem; margin: 0; }
        html:has(#live p) { scroll-padding-bottom: 5rem; }
        .tabs, .pager { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0; }
        .tabs a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
        .facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1.25rem; margin: 1.25rem 0; }
        .facts dt { color: var(--soft); } .facts dd { margin: 0; grid-column: 2; }
        .choices { display: flex; flex-wrap: wrap; gap: .5rem; }
        form.done { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; margin: .75rem 0; }
        summary { cursor: pointer; color: var(--accent); }
        .crumbs { color: var(--soft); margin: 1rem 0 -.75rem; }
        .kinds { list-style: none; padding: 0; margin: .5rem 0; display: grid; gap: .15rem 1.5rem;
          grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); }
        .kinds small { color: var(--soft); }
        .filters { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: end; margin: 1rem 0; }
        .filters .field { margin: 0; flex: 1 1 12rem; max-width: 22rem; }
        .check { display: flex; gap: .5rem; align-items: center; } .check input { width: 1.25rem; height: 1.25rem; }
        .todo, .lines { list-style: none; padding: 0; margin: .5rem 0; }
        .todo li { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--accent);
          border-radius: .4rem; padding: .5rem 1rem; margin: .4rem 0; }
        .todo .urgent { border-left-color: var(--open); font-weight: 600; }
        .todo .quietly { border: 0; background: none; color: var(--soft); padding: .25rem 0; }
        .lines li { display: grid; grid-template-columns: 8.5rem 1fr max-content; gap: 0 1rem;
          padding: .35rem 0; border-bottom: 1px solid var(--line); }
        .lines .when, .lines .where, .lines small, .soft, h1 small { color: var(--soft); }
        .lines .when { font-variant-numeric: tabular-nums; }
        h1 small { font-size: 1rem; font-weight: 400; } .paper { display: none; }
        form.inline { display: inline; } div.choices { margin: 1rem 0; align-items: center; }
        .standing a { color: inherit; text-decoration: none; }
        .standing a:hover { text-decoration: underline; }
        .unit, .must { color: var(--soft); font-weight: 400; font-size: .9rem; }
        .must { color: var(--open); }
        [aria-invalid] { border: 2px solid var(--late); }
        .standing { color: var(--soft); margin: .6rem 0 0; }
        h1 { font-size: 1.6rem; line-height: 1.3; margin: 1.5rem 0 .25rem; }
        h2 { font-size: 1.15rem; line-height: 1.4; margin: 2.25rem 0 .25rem; }
        p { margin: .25rem 0; } .fresh { color: var(--soft); } .fresh strong { color: var(--ink); }
        .empty { color: var(--soft); padding: .5rem 0; border-top: 1px solid var(--line); }
        .tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: .75rem; margin: 1.25rem 0 0; }
        .tiles div {
          background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
          padding: .75rem 1rem;
        }
        .tiles dt { color: var(--soft); font-size: .9rem; } .tiles dd { margin: 0; }
        .tiles b { display: block; font-size: 1.7rem; line-height: 1.3; font-weight: 600;
          font-variant-numeric: tabular-nums; }
        .tiles small { display: block; color: var(--soft); line-height: 1.5; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; color: var(--soft); font-size: .9rem; padding-bottom: .25rem; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
          border-bottom: 1px solid var(--line); }
        th { font-weight: 600; font-size: .9rem; color: var(--soft); white-space: nowrap; }
        td { overflow-wrap: break-word; } th.n { white-space: normal; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        th:last-child, td:last-child { padding-right: 0; }
        .n + :not(.n) { padding-left: .75rem; }
        .s, time, code { white-space: nowrap; }
        code { font: .95em ui-monospace, "DejaVu Sans Mono", monospace; }
        .open { color: var(--open); } .late { color: var(--late); }
        .open small, .late small { white-space: nowrap; }
        .bar { display: inline-block; width: 100%; min-width: 8rem; max-width: 20rem; height: .75rem;
          vertical-align: middle; border-radius: 2px; }
        .bar.wide { max-width: none; height: .9rem; } .bar.pair { height: 1.25rem; }
        .tick { fill: var(--paper); } .second { fill: var(--edge); }
        .chart { display: block; width: 100%; max-width: 48rem; height: auto; margin: .75rem 0; }
        .chart text { fill: var(--soft); font-size: 12px; }
        .chart path { fill: none; stroke-width: 2.5; } .committed { stroke: var(--accent); }
        .paid { stroke: var(--ink); stroke-dasharray: 6 4; }
        .legend span { margin-right: 1rem; white-space: nowrap; color: var(--soft); }
        .key-committed::before { content: "━ "; color: var(--accent); }
        .key-paid::before { content: "╍ "; color: var(--ink); }
        .chains { list-style: none; padding: 0; margin: 1rem 0; }
        .chains li { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; padding: .4rem .75rem;
          border-left: 4px solid var(--accent); background: var(--card); margin: .4rem 0; break-inside: avoid; }
        .chains .broken { border-left-color: var(--late); } .arrow, .chains small { color: var(--soft); }
        .seats { list-style: none; padding: 0; margin: .5rem 0; display: grid; gap: .4rem;
          grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); }
        .seat { border: 1px solid var(--line); border-left: 4px solid var(--edge); border-radius: .3rem;
          padding: .2rem .5rem; background: var(--card); break-inside: avoid; overflow-wrap: anywhere; }
        .seat small { display: block; color: var(--soft); line-height: 1.35; }
        .free { border-style: dashed; } .paying { border-left-color: var(--accent); }
        .gratis { border-left: 4px double var(--accent); } .leaving { border-left-color: var(--open); }
        .blocked { background: var(--rail); } .disputed { border-color: var(--late); }
        h3 { font-size: 1rem; margin: 1rem 0 .25rem; color: var(--soft); font-weight: 600; }
        .long { white-space: normal; overflow-wrap: anywhere; } td .long { display: block; min-width: 8rem; }
        .rail { fill: var(--rail); } .fill { fill: var(--accent); } .hatch { fill: var(--open); }
        footer { margin-top: 2.5rem; padding-top: .5rem; border-top: 1px solid var(--line);
          color: var(--soft); }
        .signature { display: none; white-space: pre; }
        @media (max-width: 45rem) {
          body { padding: 0 1rem 2rem; }
          .tiles { grid-template-columns: repeat(2, 1fr); }
          .tiles div { padding: .6rem .75rem; } .tiles b { font-size: 1.15rem; }
          .lines li { grid-template-columns: 1fr max-content; } .lines .what { grid-column: 1 / -1; grid-row: 1; }
          .facts { grid-template-columns: 1fr; } .facts dd { grid-column: 1; margin-bottom: .4rem; }
          .choices button { width: 100%; text-align: left; }
          thead { position: absolute; left: -200vw; }
          table, caption, tbody, tr, td { display: block; }
          tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
          td, td.n, td.s { display: flex; justify-content: space-between; gap: 1rem; border: 0;
            padding: .1rem 0; text-align: left; align-items: baseline; white-space: normal; }
          td::before { content: attr(data-name); color: var(--soft); text-align: left;
            white-space: nowrap; flex: none; }
          td[data-name=""]::before { content: none; }
          .n + :not(.n) { padding-left: 0; }
          td { overflow-wrap: anywhere; } .bar { max-width: none; }
        }
        @media print {
          @page { size: A4; margin: 16mm 15mm 18mm;
            @bottom-right { content: counter(page) " / " counter(pages); font-size: 8.5pt; } }
          :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #999;
            --accent: #333; --rail: #eee; --open: #000; --late: #000; }
          /* A foot of a table is repeated on every sheet, and room is kept for it. */
          body { display: table; width: 100%; } main { display: table-row-group; }
          .paper { display: table-footer-group; break-inside: avoid; font-size: 8.5pt; }
          .paper p { margin: 3mm 0 0; border-top: 1px solid #999; }
          body { max-width: none; padding: 0; font-size: 10.5pt;
            font-family: "Noto Serif CJK SC", "Songti SC", SimSun, serif; }
          nav, .skip, .noprint, #live, .who, button, .button, .filters, .pager, .crumbs { display: none; }
          section, tr, .tiles div { break-inside: avoid; } h2 { break-after: avoid; }
          thead { display: table-header-group; }
          .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .signature { display: block; margin-top: 3rem; }
        }
        @media (prefers-reduced-motion: reduce) { * { animation: none; transition: none; } }
        """
}

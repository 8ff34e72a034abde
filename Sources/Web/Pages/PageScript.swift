internal import Hummingbird
internal import Wire

/// The one script, without which everything works as well: it keeps what is typed into a form until that is saved,
/// says when something was written while somebody looks, and heeds single keys until they are turned off.
/// Its address holds the hash of its content, as that of the style sheet does.
enum PageScript {
    static let path = "/assets/\(Digest256(of: Array(source.utf8)).description.prefix(16)).js"

    static var response: Response {
        var response = Response.text(source, type: "text/javascript; charset=utf-8")
        response.headers[.cacheControl] = "public, max-age=31536000, immutable"
        return response
    }

    static let source = #"""
        "use strict";
        // What is typed is kept in the browser under who typed it and the form's address, with what it was typed over,
        // and comes back when the same person opens the same form again: after the program was away, a log-in that ran
        // out, a window that was closed. Where the record was changed meanwhile, the form goes back to the version that
        // the draft was typed over, so that saving it takes the place of that alone; what nobody touched stays as it
        // is now. A saved form's draft goes with the page that says so, and all drafts of somebody who logs out go too.
        (() => {
          const prefix = "moso-draft ";
          const form = document.querySelector("form[data-draft]");
          const inputs = form ? [...form.elements].filter(
            (e) => e.name && e.type !== "hidden" && e.tagName !== "BUTTON") : [];
          const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
          if (document.getElementById("saved")) {
            const done = sessionStorage.getItem(prefix + "sent");
            if (done) { localStorage.removeItem(done); sessionStorage.removeItem(prefix + "sent"); }
          }
          const out = document.querySelector("form[data-drafts]");
          if (out) out.addEventListener("submit", () => {
            const own = prefix + out.dataset.drafts + " ";
            for (const key of Object.keys(localStorage)) if (key.startsWith(own)) localStorage.removeItem(key);
            sessionStorage.removeItem(prefix + "sent");
          });
          if (!form) return;
          const key = prefix + form.dataset.draft;
          const version = form.elements.version;
          const was = (input) => form.elements["was." + input.name.slice(2)];
          const before = (input) => was(input) ? was(input).value.replace(/\r\n/g, "\n") : "";
          const draft = document.querySelector("#faults, #kept") ? null : read(key);
          if (draft && draft.typed) {
            const isOver = draft.version !== version.value;
            let differs = false;
            for (const input of inputs) {
              const [over, typed] = draft.typed[input.name] || [];
              if (typed === undefined || input.value === typed) continue;
              if (isOver && was(input)) {
                const now = before(input);
                was(input).value = over;
                if (now !== over) {
                  const told = document.createElement("small");
                  told.className = "open";
                  const choice = [...(input.options || [])].find((o) => o.value === now);
                  told.textContent = form.dataset.now + ((choice ? choice.text : now) || "–");
                  document.getElementById(input.id + "-hints").prepend(told);
                }
              }
              input.value = typed;
              differs = true;
            }
            if (differs) {
              if (isOver) version.value = draft.version;
              const note = document.createElement("p");
              note.className = "done";
              note.id = "draft";
              note.setAttribute("role", "status");
              note.append(form.dataset.restored + " " + (isOver ? form.dataset.overtaken + " " : ""));
              const drop = document.createElement("button");
              drop.className = "quiet";
              drop.textContent = form.dataset.drop;
              drop.addEventListener("click", () => {
                localStorage.removeItem(key);
                location.replace(location.pathname);
              });
              note.append(drop);
              form.before(note);
            } else localStorage.removeItem(key);
          }
          const keep = () => {
            const typed = {};
            for (const input of inputs) {
              const over = before(input);
              if (input.value !== over) typed[input.name] = [over, input.value];
            }
            try {
              localStorage.setItem(key, JSON.stringify({version: version.value, typed}));
            } catch { /* no room: the form still works */ }
          };
          form.addEventListener("input", keep);
          form.addEventListener("submit", () => { keep(); sessionStorage.setItem(prefix + "sent", key); });
        })();
        // A form is sent once the server answers, so that whoever saves while it is away keeps the page with what they
        // typed, and not the browser's own that there is nothing.
        document.addEventListener("submit", async (e) => {
          const form = e.target, live = document.getElementById("live");
          if (form.method !== "post" || !live) return;
          if (form.dataset.sure) { delete form.dataset.sure; return; }
          e.preventDefault();
          if (form.dataset.asking) return;
          form.dataset.asking = "1";
          for (const old of form.querySelectorAll(".unsent")) old.remove();
          let isThere = false;
          try {
            const answer = await fetch(document.querySelector("link[rel=stylesheet]").href,
              {method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(10000)});
            isThere = answer.status < 500;
          } catch { /* it is away */ }
          delete form.dataset.asking;
          if (isThere) {
            form.dataset.sure = "1";
            form.requestSubmit(e.submitter);
            return;
          }
          const note = document.createElement("div"), text = document.createElement("p");
          note.className = "alert unsent";
          note.setAttribute("role", "alert");
          text.textContent = live.dataset.unsent;
          const again = document.createElement("button");
          again.type = "button";
          again.textContent = live.dataset.again;
          again.addEventListener("click", () => form.requestSubmit(e.submitter));
          note.append(text, again);
          form.append(note);
          note.scrollIntoView({block: "nearest"});
        });
        // A file that is too large is told before it is sent for nothing.
        for (const file of document.querySelectorAll("input[data-most]")) {
          file.addEventListener("change", () => file.setCustomValidity(
            file.files[0] && file.files[0].size > file.dataset.most ? file.dataset.tooLarge : ""));
        }
        // Single keys lead to what they stand at: a link is followed, a button or a field only gets the focus, so that no
        // single key decides anything. They never count inside a field or with another key held, and whoever does not
        // want them turns them off.
        (() => {
          const box = document.getElementById("keys");
          const keyed = [...document.querySelectorAll("[aria-keyshortcuts]")];
          if (!box || !keyed.length) return;
          const name = "moso-keys";
          const button = box.querySelector("button");
          const isOff = () => { try { return localStorage.getItem(name) === "off"; } catch { return false; } };
          const show = () => { button.textContent = isOff() ? box.dataset.on : box.dataset.off; };
          button.addEventListener("click", () => {
            try { localStorage.setItem(name, isOff() ? "on" : "off"); } catch { /* it lasts as long as the page */ }
            show();
          });
          show();
          box.hidden = false;
          addEventListener("keydown", (e) => {
            if (isOff() || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented) return;
            if (e.target.closest && e.target.closest("input, select, textarea")) return;
            const to = e.key === "?" ? box.querySelector("summary")
              : keyed.find((one) => one.getAttribute("aria-keyshortcuts") === e.key);
            if (!to) return;
            e.preventDefault();
            if (e.key === "?") box.open = true;
            const folded = to.closest("details:not([open])");
            if (folded) folded.open = true;
            if (to.tagName === "A") to.click(); else to.focus();
          });
        })();
        // New changes are told and never pushed under the reader's hand: the page stays until somebody presses Show.
        // A page that nobody sees listens to nothing, because a browser has few connections for all its windows; when
        // it is seen again it says how far it was.
        (() => {
          const live = document.getElementById("live");
          if (!live || !window.EventSource) return;
          const say = (text, button) => {
            live.replaceChildren();
            if (!text) return;
            const line = document.createElement("p");
            line.className = "done";
            line.append(text + " ");
            if (button) {
              const show = document.createElement("button");
              show.className = "quiet";
              show.textContent = button;
              show.addEventListener("click", () => location.replace(location.pathname + location.search));
              line.append(show);
            }
            live.append(line);
          };
          let gone = 0, events = null, since = "", first = null, told = "", isBroken = false;
          const away = () => { told = "gone"; say(live.dataset.gone); };
          // The server says something every five seconds; what says nothing for longer stands still or is away.
          const heard = () => {
            clearTimeout(gone);
            isBroken = false;
            gone = setTimeout(away, 15000);
            if (told === "gone" || told === "over") { told = ""; tell(); }
          };
          const tell = () => {
            const count = since - first;
            if (first !== null && count) say(live.dataset.changed.replace("{}", count < 0 ? "" : count), live.dataset.show);
            else say("");
          };
          const close = () => {
            clearTimeout(gone);
            if (events) events.close();
            events = null;
          };
          const listen = () => {
            if (events) return;
            events = new EventSource("/events" + (since && "?since=" + since));
            const at = (e) => { since = e.data; if (first === null) first = since; heard(); };
            events.addEventListener("start", at);
            events.addEventListener("beat", heard);
            events.addEventListener("change", (e) => { at(e); tell(); });
            events.addEventListener("error", () => {
              // Closed: a server that answers says no, because the log-in is over, or one in front of it that it is away.
              if (events && events.readyState === 2) {
                close();
                told = "over";
                say(live.dataset.over, live.dataset.show);
                setTimeout(follow, 15000);
              } else if (events && !told && !isBroken) {
                isBroken = true;
                clearTimeout(gone);
                gone = setTimeout(away, 10000);
              }
            });
          };
          const follow = () => document.hidden ? close() : listen();
          document.addEventListener("visibilitychange", follow);
          addEventListener("pageshow", follow);
          addEventListener("pagehide", close);
          follow();
        })();
        """#
}

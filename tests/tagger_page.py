"""A page with taggers in it: the real module and style, wired to the real Python widgets.

Messages go to Python and back as they do in Jupyter, but through the browser's own debugging
line, so no server is needed.
"""

import json

from ontherecord.tagger.widget import Tagger

ORIGIN = "http://tagger.test"
SYNCED = (
    "prompt typed page labels links single statuses tags revision notes goal saved buttons tried "
    "receipt"
).split()
THEMES = {
    "none": "",
    "light": "--jp-layout-color0:#fff;--jp-layout-color1:#fff;--jp-layout-color2:#eee;"
    "--jp-ui-font-color0:#000;--jp-ui-font-color1:rgba(0,0,0,.87);--jp-border-color2:#e0e0e0;",
    "dark": "--jp-layout-color0:#111;--jp-layout-color1:#212121;--jp-layout-color2:#424242;"
    "--jp-ui-font-color0:#fff;--jp-ui-font-color1:rgba(255,255,255,.87);"
    "--jp-border-color2:#616161;",
}
PAGE = """<!doctype html><html lang="en"><head><title>Tagger</title><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/tagger.css">
<style>:root{%(theme)s}body{background:var(--jp-layout-color0,Canvas);margin:16px}</style></head>
<body %(light)s><main id="cells"></main><script type="module">
window.leaked = [];
for (const name of ["keydown", "keyup"])
  document.body.addEventListener(name, (event) => leaked.push(event.key));
window.models = [];
class Model {
  constructor(at, state) { this.at = at; this.state = state; this.acts = []; this.quiet = false; }
  get(name) { return this.state[name]; }
  set(name, value) {
    this.state[name] = value;
    for (const [event, act] of this.acts) if (event === "change:" + name) act();
  }
  on(event, act) { this.acts.push([event, act]); }
  off(event, act) { this.acts = this.acts.filter(([e, a]) => e !== event || a !== act); }
  save_changes() { throw new Error("the tagger sends no whole state"); }
  async send(message) {
    if (this.quiet) return;
    this.receive(await window.toPython(this.at, JSON.stringify(message)));
  }
  receive(messages) {
    for (const message of JSON.parse(messages)) {
      for (const [name, value] of Object.entries(message.state ?? {})) this.set(name, value);
      if (message.method === "custom")
        for (const [event, act] of this.acts) if (event === "msg:custom") act(message.content);
    }
  }
}
for (const [at, state] of %(states)s.entries()) {
  const { default: widget } = await import("/tagger.js?" + at);
  const cell = document.createElement("section");
  cells.append(cell);
  models.push(new Model(at, state));
  models[at].close = widget.render({ model: models[at], el: cell });
}
window.ready = true;
</script></body></html>"""


class Line:
    """Stands in for the comm of a widget: keeps what it sends."""

    kernel = "a kernel"
    comm_id = "line"

    def __init__(self):
        self.sent = []

    def send(self, data=None, buffers=None, metadata=None):
        self.sent.append({key: data[key] for key in ("method", "state", "content") if key in data})

    def take(self) -> str:
        sent, self.sent = self.sent, []
        return json.dumps(sent)

    def on_msg(self, act):
        """Messages come through the page's own function, not from here."""

    def close(self, *args, **kwargs):
        """Nothing is open."""


class Shown:
    """Taggers shown in a browser page."""

    def __init__(self, page, *widgets: Tagger, theme: str = "none", module: str = "") -> None:
        self.page, self.widgets, self.module = page, widgets, module or str(Tagger._esm)
        self.lines = [Line() for _ in widgets]
        for widget, line in zip(widgets, self.lines, strict=True):
            widget.comm = line
        page.expose_function("toPython", self._receive)
        states = [{name: getattr(widget, name) for name in SYNCED} for widget in widgets]
        light = {"light": 'data-jp-theme-light="true"', "dark": 'data-jp-theme-light="false"'}
        html = PAGE % {
            "theme": THEMES[theme],
            "light": light.get(theme, ""),
            "states": json.dumps(states).replace("<", "\\u003c"),
        }
        self._serve(html)
        page.goto(f"{ORIGIN}/")
        page.wait_for_function("window.ready")

    def _serve(self, html: str) -> None:
        bodies = {
            "/": ("text/html", html),
            "/tagger.js": ("text/javascript", self.module),
            "/tagger.css": ("text/css", str(Tagger._css)),
        }

        def answer(route):
            path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
            kind, body = bodies.get(path, ("text/plain", ""))
            route.fulfill(content_type=f"{kind}; charset=utf-8", body=body)

        self.page.route(f"{ORIGIN}/**", answer)

    def _receive(self, at: int, message: str) -> str:
        self.widgets[at]._handle_custom_msg(json.loads(message), [])
        return self.lines[at].take()

    def flush(self, at: int = 0) -> None:
        """Brings to the page what Python has changed by itself."""
        self.page.evaluate("([at, m]) => models[at].receive(m)", [at, self.lines[at].take()])

    @property
    def root(self):
        return self.page.locator(".otr-tagger").first

    def drag(self, words: str, at: int = 0) -> None:
        """Selects the words with the mouse, from their first to their last letter."""
        story = self.page.locator(".otr-story").nth(at)
        box = story.evaluate(PLACE, words)
        self.page.mouse.move(*box[0])
        self.page.mouse.down()
        self.page.mouse.move(*box[1], steps=4)
        self.page.mouse.up()
        self.page.wait_for_function("getSelection().toString() !== ''")

    def select(self, words: str, at: int = 0) -> None:
        """Selects the words as the browser does, in one step."""
        self.page.locator(".otr-story").nth(at).evaluate(SELECT, words)
        self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def quotes(self, name: str) -> list[str]:
        """The words that the browser draws under that highlight."""
        return self.page.evaluate(
            """(name) => [...(CSS.highlights.get("otr-" + name) ?? [])].map((one) => {
              const range = document.createRange();
              range.setStart(one.startContainer, one.startOffset);
              range.setEnd(one.endContainer, one.endOffset);
              return range.toString(); })""",
            name,
        )

    def said(self) -> str:
        return self.root.locator(".otr-message").inner_text()


_FIND = """const walker = document.createTreeWalker(story, NodeFilter.SHOW_TEXT);
  let node, at = -1;
  while ((node = walker.nextNode()) && (at = node.data.indexOf(words)) < 0);
  if (!node) throw new Error("not in the story: " + words);
  const range = document.createRange();
  range.setStart(node, at); range.setEnd(node, at + words.length);
"""
PLACE = f"""(story, words) => {{ {_FIND}
  node.parentElement.scrollIntoView({{block: "nearest"}});
  const rects = range.getClientRects(), first = rects[0], last = rects[rects.length - 1];
  const middle = (rect) => rect.top + rect.height / 2;
  return [[first.left + 1, middle(first)], [last.right - 1, middle(last)]];
}}"""
SELECT = f"""(story, words) => {{ {_FIND}
  story.focus();
  getSelection().setBaseAndExtent(node, at, node, at + words.length);
}}"""

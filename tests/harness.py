"""A page that holds a widget's real module and style, with a model that Python can look at.

The page is served by interception: nothing listens, and nothing leaves the machine.
"""

import json
from pathlib import Path
from urllib.parse import urlparse

from ontherecord.browser import script, styles

ORIGIN = "http://widget.test"
THEMES = {
    "light": "--jp-layout-color0:#fff;--jp-layout-color1:#fff;--jp-layout-color2:#eee;"
    "--jp-ui-font-color0:#000;--jp-ui-font-color1:#212121;--jp-ui-font-color2:#616161;--jp-border-color1:#bdbdbd;"
    "--jp-border-color2:#e0e0e0;",
    "dark": "--jp-layout-color0:#111;--jp-layout-color1:#212121;--jp-layout-color2:#424242;"
    "--jp-ui-font-color0:#fff;--jp-ui-font-color1:#fff;--jp-ui-font-color2:#b3b3b3;--jp-border-color1:#616161;"
    "--jp-border-color2:#424242;",
}
PAGE = """<!doctype html><html lang="en"><head><title>Widget</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/widget.css"><style>:root{%s}
body{background:var(--jp-layout-color0);margin:1rem}</style></head>
<body data-jp-theme-light="%s">
<main><h1 style="font-size:1rem;color:var(--jp-ui-font-color1)">Notebook</h1>
<div id="cell"></div></main><script type="module">
const leaked = [];
window.sent = []; window.leaked = leaked;
document.addEventListener("keydown", (event) => leaked.push(event.key));
window.makeModel = (state) => {
  const listeners = {};
  const fire = (name, message) => (listeners[name] ?? []).forEach((f) => f(message));
  return {
    fire,
    get: (name) => state[name],
    set: (name, value) => {
      state[name] = value;
      fire("change:" + name);
    },
    save_changes: () => {},
    on: (names, f) => names.split(" ").forEach((name) => (listeners[name] ??= []).push(f)),
    off: (names, f) => names.split(" ").forEach((name) => {
      listeners[name] = (listeners[name] ?? []).filter((other) => other !== f);
    }),
    send: (message) => window.sent.push(message),
  };
};
// Like anywidget: each view imports a copy of the module.  Gives what removes the view.
window.addView = async (model) => {
  const copy = document.querySelectorAll("#cell > div").length;
  const { default: widget } = await import(`/widget.js?${copy}`);
  const el = document.createElement("div");
  document.getElementById("cell").append(el);
  return widget.render({ model, el });
};
window.model = window.makeModel(%s);
window.removeFirst = await window.addView(window.model);
window.ready = true;
</script></body></html>"""


def mount(page, folder: Path, name: str, state: dict, theme: str = "light") -> None:
    """Shows the widget of that folder in the page, with that state, in that theme."""
    light = "true" if theme == "light" else "false"
    bodies = {
        "/": ("text/html", PAGE % (THEMES[theme], light, json.dumps(state))),
        "/widget.js": ("text/javascript", script(folder / f"{name}.js")),
        "/widget.css": ("text/css", styles(folder / f"{name}.css")),
    }

    def answer(route):
        kind, body = bodies.get(urlparse(route.request.url).path, ("text/plain", ""))
        route.fulfill(content_type=f"{kind}; charset=utf-8", body=body)

    page.route(f"{ORIGIN}/**", answer)
    page.goto(f"{ORIGIN}/")
    page.wait_for_function("window.ready")


def violations(page, within: str = "#cell") -> list[str]:
    """The rules of axe-core that what stands in `within` breaks, in readable lines."""
    from axe_playwright_python.sync_playwright import Axe

    response = Axe().run(page, context=within).response
    found = [(rule["id"], node) for rule in response["violations"] for node in rule["nodes"]]
    # Text in the colour of its background is no violation to axe: it cannot see the text.
    unseen = [
        (rule["id"], node)
        for rule in response["incomplete"]
        for node in rule["nodes"]
        if any((c["data"] or {}).get("messageKey") == "equalRatio" for c in node["any"])
    ]
    return [f"{rule}: {node['html'][:120]}" for rule, node in found + unseen]

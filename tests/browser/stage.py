"""A page on which labs stand in plain boxes, and a record of what they leave behind."""

import re
from typing import Any

from playwright.sync_api import CDPSession, Page, ViewportSize, expect

# Pending timers and frames, and contexts of WebGL, of everybody on the page; words and numbers as canvases write them.
RECORD = """
const pending = new Set();
const noted = (set, clear, repeats) => {
  const [start, stop] = [window[set], window[clear]];
  window[set] = (work, ...rest) => {
    const id = start((...told) => {
      if (!repeats) pending.delete(key);
      work(...told);
    }, ...rest);
    const key = `${clear} ${id}`;
    pending.add(key);
    return id;
  };
  window[clear] = (id) => {
    pending.delete(`${clear} ${id}`);
    stop(id);
  };
};
noted("setTimeout", "clearTimeout", false);
noted("setInterval", "clearInterval", true);
noted("requestAnimationFrame", "cancelAnimationFrame", false);

const contexts = new Set();
const found = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  const context = found.call(this, kind, ...rest);
  if (kind.startsWith("webgl") && context && ![...contexts].some((known) => known.deref() === context))
    contexts.add(new WeakRef(context));
  return context;
};

const drawing = CanvasRenderingContext2D.prototype;
const { fillText, clearRect } = drawing;
drawing.clearRect = function (...box) {
  this.canvas.words = [];
  clearRect.apply(this, box);
};
drawing.fillText = function (text, x, y, ...rest) {
  (this.canvas.words ??= []).push({ text, x, y, align: this.textAlign });
  fillText.call(this, text, x, y, ...rest);
};

window.left = {
  pending: () => [...pending],
  contexts: () => [...contexts].filter((known) => known.deref()?.isContextLost() === false).length,
};
"""

# The script of the page without its lab: the bar alone.
FRAME = 'import "/static/js/frame.js";'

# The page's own lab stays away; what is on the page then is what a test puts there.
BUILD = """async () => {
  const names = ["create", "landscape", "network", "labs"];
  const modules = await Promise.all(names.map((name) => import(`/static/js/lab/${name}.js`)));
  const [{ createLab }, { LandscapeInstance }, { NetworkInstance }, { labs }] = modules;
  const kinds = { landscape: LandscapeInstance, network: NetworkInstance };
  const place = document.querySelector("main");
  place.replaceChildren();
  document.body.className = "";
  Object.assign(place.style, { display: "flex", flexWrap: "wrap", alignItems: "flex-start" });
  window.stage = {
    labs: {},
    server: labs,
    place,
    put(name, kind, width, options) {
      const element = document.createElement("div");
      element.id = name;
      Object.assign(element.style, { width: `${width}px`, flex: "none" });
      place.append(element);
      stage.labs[name] = createLab(element, { kind: kinds[kind], ...options });
    },
    remove(name) {
      stage.labs[name].dispose();
      delete stage.labs[name];
    },
  };
}"""

FRAMES = """(count) => new Promise((resolve) => {
  const next = (left) => (left > 0 ? requestAnimationFrame(() => next(left - 1)) : resolve());
  next(count);
})"""

# All labs of a test are in sight, one below the other where there is no room beside.
TALL: ViewportSize = {"width": 1440, "height": 1700}

MAP = ["map", "curves", "transport"]
DECISION = ["boundary", "curves", "transport"]


class Stage:
    """A page of /networks without its own lab."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.sockets: list[Any] = []
        self.sent: list[str] = []
        page.on("websocket", self._meet)
        page.add_init_script(RECORD)
        page.route("**/static/js/networks.js*", lambda route: route.fulfill(content_type="text/javascript", body=FRAME))

    def _meet(self, socket: Any) -> None:
        self.sockets.append(socket)
        socket.on("framesent", lambda text: self.sent.append(str(text)))

    def open(self, theme: str = "light") -> "Stage":
        """Open the page with nothing on it."""
        self.page.set_viewport_size(TALL)
        self.page.goto(f"{self.origin}/networks?theme={theme}")
        self.page.evaluate(BUILD)
        return self

    def put(self, name: str, kind: str, width: int = 640, **options: Any) -> None:
        """A lab in a box of its own."""
        self.page.evaluate("(told) => stage.put(...told)", [name, kind, width, options])

    def ready(self, *names: str) -> None:
        """Wait until rows of these labs are on screen."""
        for name in names:
            assert self.opened(name)
            expect(self.page.locator(f"#{name}")).to_have_attribute("data-drawn", re.compile(r"\d"))

    def opened(self, name: str) -> bool:
        """Whether a lab shows an experiment, once it is known."""
        return bool(self.page.evaluate("(name) => stage.labs[name].ready", name))

    def remove(self, *names: str) -> None:
        """Dispose of these labs; their boxes stay."""
        for name in names:
            self.page.evaluate("(name) => stage.remove(name)", name)

    def state(self, name: str) -> dict[str, Any]:
        """What a lab says of itself."""
        return dict(self.page.evaluate("(name) => stage.labs[name].state", name))

    def set(self, name: str, **part: Any) -> None:
        """Show something else in a lab."""
        self.page.evaluate("([name, part]) => stage.labs[name].set(part)", [name, part])

    def step(self, name: str) -> int:
        """The step that a lab shows."""
        return int(self.page.evaluate("(name) => stage.labs[name].session.player.step", name))

    def draws(self, name: str) -> int:
        """How often new rows have been drawn."""
        return int(self.page.locator(f"#{name}").get_attribute("data-drawn") or 0)

    def frames(self, count: int = 2) -> None:
        """Let the page draw so many times."""
        self.page.evaluate(FRAMES, count)


class Remains:
    """What there is on a page, as the browser itself counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")
        self.session.send("HeapProfiler.enable")

    def metrics(self) -> dict[str, float]:
        """Nodes, listeners and bytes that are left once what is out of use is collected."""
        self.session.send("HeapProfiler.collectGarbage")
        found = self.session.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in found}

    def listeners(self, target: str) -> list[str]:
        """Kinds of listeners on an object of the page."""
        found = self.session.send("Runtime.evaluate", {"expression": target, "objectGroup": "remains"})
        told = self.session.send("DOMDebugger.getEventListeners", {"objectId": found["result"]["objectId"]})
        self.session.send("Runtime.releaseObjectGroup", {"objectGroup": "remains"})
        return sorted(listener["type"] for listener in told["listeners"])

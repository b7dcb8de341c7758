"""axe-core on the page as it stands."""

from functools import cache

from playwright.sync_api import Frame, Page, expect

from tests.browser.server import ROOT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def source() -> str:
    """The text of axe-core."""
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def findings(page: Page | Frame) -> list[str]:
    """What axe finds: rule, help, and the elements concerned."""
    # Colours are judged once they have stopped moving.
    page.evaluate("Promise.all(document.getAnimations().map((moving) => moving.finished.catch(() => null)))")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(source())
    result = page.evaluate(
        "(values) => axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{rule['id']}: {rule['help']}: "
        + "; ".join(str(node["target"]) + " " + node["html"][:120] for node in rule["nodes"])
        for rule in result["violations"]
    ]


def in_both_themes(page: Page) -> list[str]:
    """What axe finds on the page as it stands, in the system's dark and light theme; the page follows it."""
    found = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        found += [f"{theme}: {finding}" for finding in findings(page)]
    return found

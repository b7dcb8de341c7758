"""axe-core on the page as it stands."""

from functools import cache

from playwright.sync_api import Page

from tests.browser.server import ROOT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def source() -> str:
    """The text of axe-core."""
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def findings(page: Page) -> list[str]:
    """What axe finds: rule, help, and the elements concerned."""
    # Colours are judged once they have stopped moving.
    page.evaluate("Promise.all(document.getAnimations().map((moving) => moving.finished.catch(() => null)))")
    page.evaluate(source())
    result = page.evaluate(
        "(values) => axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{rule['id']}: {rule['help']}: "
        + "; ".join(str(node["target"]) + " " + node["html"][:120] for node in rule["nodes"])
        for rule in result["violations"]
    ]

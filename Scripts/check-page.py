#!/usr/bin/env python3
"""Looks at the service's page in a headless Chromium and says what is wrong with it.

usage: check-page.py URL [--token TOKEN] [--screenshots DIR] [--live SECONDS]

Needs python3 and Chromium, and a running service with at least one workload that is being decided for, such as
`tidegate serve` with the simulator. Exits 1 when something is wrong, and 69 where there is no Chromium.
"""

import argparse
import os
import sys
import time
import urllib.parse

from page_browser import Browser, program

CONTROLS = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "slider"}
LANDMARKS = {"banner", "navigation", "main", "contentinfo"}

# Every text's colour against what is behind it, by the formula of WCAG 2.2; large text may have 3 to 1.
CONTRAST = """(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const over = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const linear = (value) => value <= 10.31475 ? value / 3294.6 : ((value / 255 + .055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
  const hidden = ".unseen, .skip, :disabled, script, noscript";
  const poor = new Map();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest(hidden)) continue;
    const style = getComputedStyle(element);
    const behind = [];
    for (let up = element; up; up = up.parentElement) behind.unshift(getComputedStyle(up).backgroundColor);
    const back = over(["white", ...behind]);
    const ink = over([`rgb(${back})`, element instanceof SVGElement ? style.fill : style.color]);
    const [dark, light] = [luminance(ink), luminance(back)].sort((a, b) => a - b);
    const ratio = (light + .05) / (dark + .05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio >= (isLarge ? 3 : 4.5)) continue;
    const name = `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`;
    poor.set(name, `${name}: ${ratio.toFixed(2)} ("${node.data.trim().slice(0, 40)}")`);
  }
  return [...poor.values()];
})()"""

OVERFLOW = """[...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && element.checkVisibility())
  .filter((element) => !element.closest(".scroll, pre, .unseen, svg"))
  .slice(0, 3).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`)"""

FOCUS = """(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element.closest(".ranges") ?? element);
  const name = `${element.tagName.toLowerCase()}#${element.id}.${element.getAttribute("class") ?? ""}`;
  return {name, ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};
})()"""

HEADINGS = """[...document.querySelectorAll("main h1, main h2, main h3")]
  .filter((element) => element.checkVisibility()).map((element) => Number(element.tagName[1]))"""

IDS_TWICE = """[...document.querySelectorAll("[id]")].map(({id}) => id)
  .filter((id, index, all) => all.indexOf(id) !== index)"""


class Check:
    def __init__(self, browser, arguments):
        self.browser, self.arguments, self.problems = browser, arguments, []

    def expect(self, holds, sentence):
        print(("ok     " if holds else "WRONG  ") + sentence, flush=True)
        if not holds:
            self.problems.append(sentence)

    def picture(self, name):
        if self.arguments.screenshots:
            time.sleep(0.4)
            self.browser.screenshot(os.path.join(self.arguments.screenshots, f"{name}.png"), whole=False)

    def run(self):
        browser = self.browser
        browser.window(1440)
        browser("Page.navigate", url=self.arguments.url)
        if self.arguments.token:
            self.expect(browser.wait("document.querySelector('dialog')?.open"), "the page asks for a token")
            browser.evaluate(f"document.getElementById('token').value = {self.arguments.token!r}")
            browser.evaluate("document.querySelector('dialog button').click()")
        self.expect(
            browser.wait("document.querySelector('.chart path.line')?.getAttribute('d')", 60), "a workload is drawn"
        )
        if self.problems:
            return
        self.live()
        self.accessible()
        self.keyboard()
        self.sizes()
        self.what_if()
        self.quiet()

    def live(self):
        shown = "document.querySelector('.log time')?.getAttribute('title')"
        before = self.browser.evaluate(shown)
        self.expect(
            self.browser.wait("document.querySelector('#connection.live')"), "the stream of events is connected"
        )
        self.expect(
            self.browser.wait(f"{shown} !== {before!r}", self.arguments.live), "a new decision appears by itself"
        )

    def accessible(self):
        nodes = [node for node in self.browser("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
        role = lambda node: node.get("role", {}).get("value")
        name = lambda node: node.get("name", {}).get("value", "").strip()
        nameless = [role(node) for node in nodes if role(node) in CONTROLS and not name(node)]
        self.expect(not nameless, f"every control has a name {nameless or ''}")
        missing = LANDMARKS - {role(node) for node in nodes}
        self.expect(not missing, f"the landmarks are there {missing or ''}")
        levels = self.browser.evaluate(HEADINGS)
        self.expect(
            levels[:1] == [1] and all(b - a <= 1 for a, b in zip(levels, levels[1:])),
            "no level of headings is left out",
        )
        twice = self.browser.evaluate(IDS_TWICE)
        self.expect(not twice, f"no id is there twice {twice or ''}")
        loud = self.browser.evaluate("document.getElementById('announcer').getAttribute('aria-live')")
        self.expect(loud == "polite", "new incidents are announced politely")

    def keyboard(self):
        browser = self.browser
        browser.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        seen, blind = [], []
        for _ in range(80):
            browser.key("Tab")
            focus = browser.evaluate(FOCUS)
            if focus is None:
                break
            seen.append(focus["name"])
            if not focus["ring"]:
                blind.append(focus["name"])
        self.expect(
            len(seen) > 10 and not blind,
            f"{len(seen)} stops of the Tab key, each with a visible ring {sorted(set(blind)) or ''}",
        )
        browser.evaluate("document.querySelector('.plot[tabindex]').focus()")
        before = browser.evaluate("document.activeElement.getAttribute('aria-valuetext')")
        for _ in range(3):
            browser.key("ArrowLeft")
        self.expect(
            browser.evaluate("document.activeElement.getAttribute('aria-valuetext')") != before,
            "arrow keys move a chart's cursor",
        )
        browser.evaluate("document.querySelector('.disclosure').focus()")
        browser.key("Enter")
        self.expect(
            browser.wait("document.querySelector('.details:not([hidden]) .facts')"), "Enter opens a decision's inputs"
        )
        browser.evaluate("document.activeElement.blur()")

    def sizes(self):
        for width, dark in [
            (1440, False),
            (1440, True),
            (1024, False),
            (768, False),
            (390, False),
            (390, True),
            (360, False),
        ]:
            label = f"{width}{'-dark' if dark else ''}"
            self.browser.window(width, 900, dark)
            time.sleep(0.5)
            self.browser.evaluate("scrollTo(0, 0)")
            wide = self.browser.evaluate(OVERFLOW)
            self.expect(not wide, f"{label}: nothing sticks out {wide or ''}")
            poor = self.browser.evaluate(CONTRAST)
            self.expect(not poor, f"{label}: contrast of text is 4.5 to 1 {poor or ''}")
            self.picture(label)
        self.browser.window(1440)
        for key in ["6h", "24h", "7d"]:
            self.browser.evaluate(f"document.querySelector('.ranges [value=\"{key}\"]').click()")
            self.expect(
                self.browser.wait(f"location.hash.includes('range={key}') && !document.querySelector('.is-loading')"),
                f"range {key}",
            )
            self.picture(f"range-{key}")

    def what_if(self):
        self.browser.evaluate("document.querySelector('.what-if button[type=submit]').click()")
        self.expect(
            self.browser.wait("document.querySelector('.what-if table tbody tr')", 120), "what-if answers with a table"
        )
        self.browser.evaluate("document.querySelector('.what-if').scrollIntoView()")
        self.picture("what-if")

    def quiet(self):
        """Nothing in the console, and no request to anybody else."""
        origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(self.arguments.url))
        complaints, foreign = [], []
        for event in self.browser.events:
            parameters = event.get("params", {})
            if event["method"] == "Runtime.exceptionThrown":
                complaints.append(
                    parameters["exceptionDetails"].get("exception", {}).get("description", "an exception")
                )
            elif event["method"] == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
                complaints.append(str(parameters["args"])[:200])
            elif event["method"] == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                asked = self.arguments.token and "401" in parameters["entry"]["text"]
                complaints += [] if asked else [parameters["entry"]["text"] + " " + parameters["entry"].get("url", "")]
            elif event["method"] == "Network.requestWillBeSent":
                address = parameters["request"]["url"]
                foreign += [] if address.startswith((origin, "data:", "about:")) else [address]
        self.expect(not complaints, f"the console is empty {complaints[:5] or ''}")
        self.expect(not foreign, f"no request leaves {origin} {foreign[:5] or ''}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--token", help="a token with the role read")
    parser.add_argument("--screenshots", help="a folder to write pictures into")
    parser.add_argument(
        "--live", type=float, default=40, help="seconds within which a new decision must appear (default: 40)"
    )
    arguments = parser.parse_args()
    if program() is None:
        print("chromium is not installed; try apt-get install chromium", file=sys.stderr)
        sys.exit(69)
    if arguments.screenshots:
        os.makedirs(arguments.screenshots, exist_ok=True)
    with Browser() as browser:
        check = Check(browser, arguments)
        check.run()
    if check.problems:
        print(f"{len(check.problems)} things are wrong", file=sys.stderr)
        sys.exit(1)


main()

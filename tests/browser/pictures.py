"""What stands in a screenshot, counted in the browser itself."""

import base64

from playwright.sync_api import Locator

COUNT = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const colors = new Set();
  for (let i = 0; i < data.length; i += 4) colors.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
  return colors.size;
}"""


def colors(place: Locator) -> int:
    """How many different colours an element's picture has."""
    picture = base64.b64encode(place.screenshot()).decode()
    return int(place.page.evaluate(COUNT, picture))

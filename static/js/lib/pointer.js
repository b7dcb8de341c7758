/** The mark of what lies outside an axis or a map: at the edge itself nothing is. */

/**
 * An arrowhead at an edge, towards what lies beyond it.
 * @param {{c: CanvasRenderingContext2D, palette: {paper: string}}} scene
 * @param {number} x
 * @param {number} y
 * @param {number} angle where it points, radians
 * @param {number} r
 * @param {string} color
 */
export function drawPointer({ c, palette }, x, y, angle, r, color) {
  c.beginPath();
  for (const [reach, turn] of [
    [r, 0],
    [r, 2.5],
    [0.3 * r, Math.PI],
    [r, -2.5],
  ]) {
    c.lineTo(x + reach * Math.cos(angle + turn), y + reach * Math.sin(angle + turn));
  }
  c.closePath();
  c.setLineDash([]);
  c.strokeStyle = palette.paper;
  c.lineWidth = 3;
  c.stroke();
  c.fillStyle = color;
  c.fill();
}

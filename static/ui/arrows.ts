/** How the arrow of a dependency runs: from the end of one bar to the start of the other, around corners. */

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** How far out it bends, at once: the title of a short bar stands behind the bend (timeline_bars.css). */
const OUT = 8;
const HEAD = 4;

/** Returns the path of an arrow, its head included; `half` is half the height of a row. */
export function arrowPath(from: Spot, to: Spot, half: number): string {
  const [fromX, toX] = [Math.round(from.x), Math.round(to.x)];
  const [fromY, toY] = [Math.round(from.y) + 0.5, Math.round(to.y) + 0.5];
  const head = `M${toX - HEAD} ${toY - HEAD}L${toX} ${toY}L${toX - HEAD} ${toY + HEAD}`;
  if (toX - fromX >= 2 * OUT || (fromY === toY && toX > fromX))
    return `M${fromX} ${fromY}H${fromX + OUT}V${toY}H${toX}${head}`;
  // The other begins further left: out, between the rows, back, and in.
  const between = toY >= fromY ? toY - half : toY + half;
  return `M${fromX} ${fromY}H${fromX + OUT}V${between}H${toX - OUT}V${toY}H${toX}${head}`;
}

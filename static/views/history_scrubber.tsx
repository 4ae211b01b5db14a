/** The scrubber of a board's history: its life from left to right, a tick where something happened. */

import { useRef } from "preact/hooks";
import { nearest, spread } from "../ui/moments.ts";
import { type HistoryState, whenInWords } from "./history_state.ts";

const SPAN = 1_000;

const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

export function Scrubber({ history }: { readonly history: HistoryState }) {
  const track = useRef<HTMLDivElement>(null);
  const stops = history.stops.value;
  const index = history.index.value;
  // Now is the last of all stops.
  const places = spread([...stops, { at: "", time: Math.max(Date.now(), stops.at(-1)?.time ?? 0) }]);
  const place = stops.length === 0 ? 1 : (places[Math.max(0, index)] ?? 1); // of now alone there is no stretch
  const scrub = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (box === undefined || (event.buttons & 1) === 0) return;
    const to = nearest(places, (event.clientX - box.left) / Math.max(1, box.width));
    if (to !== history.index.peek()) history.goToStop(to);
  };
  const first = stops[0];
  return (
    <div class="scrub">
      <span class="scrub-end">{first === undefined ? "" : dayFormat.format(first.time)}</span>
      <div
        ref={track}
        class="scrub-track"
        role="slider"
        tabIndex={0}
        aria-label="Moment"
        aria-valuemin={0}
        aria-valuemax={stops.length}
        aria-valuenow={Math.max(0, index)}
        aria-valuetext={index >= stops.length ? "Now" : whenInWords(history.when)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          scrub(event);
        }}
        onPointerMove={scrub}
      >
        <svg viewBox={`0 0 ${SPAN} 16`} preserveAspectRatio="none" aria-hidden="true">
          <path class="scrub-ticks" d={places.map((one) => `M${(one * SPAN).toFixed(1)} 3v10`).join("")} />
        </svg>
        <span class="scrub-thumb" style={{ insetInlineStart: `${place * 100}%` }} />
      </div>
      <span class="scrub-end">Now</span>
    </div>
  );
}

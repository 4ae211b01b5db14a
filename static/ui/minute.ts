/** The time of day to the minute, for what is shown by it: a date is overdue from one minute to the next. */

import { type Signal, signal } from "@preact/signals";

const MINUTE_MS = 60_000;
let timer: ReturnType<typeof setInterval>;

/** In milliseconds since 1970; goes on only while something drawn reads it. */
export const minute: Signal<number> = signal(Date.now(), {
  watched() {
    minute.value = Date.now();
    timer = setInterval(() => {
      minute.value = Date.now();
    }, MINUTE_MS);
  },
  unwatched() {
    clearInterval(timer);
  },
});

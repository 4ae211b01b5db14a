/** What is done with the past: going through it, comparing it with now, bringing a card or the board back, drafting a status update; one file to fetch. */

export { Changes } from "./history_changes.tsx";
export { PastCard, RestoreBoard } from "./history_restore.tsx";
export { Scrubber } from "./history_scrubber.tsx";
export { loadOutline, step, stepDay } from "./history_steps.ts";
export { MeetingSummary } from "./meeting_summary.tsx";

/** What is done with the past: going through it, what happened, bringing a card or the board back; one file to fetch. */

export { HistoryPanel } from "./history_panel.tsx";
export { RestoreBoard } from "./history_restore.tsx";
export { Scrubber } from "./history_scrubber.tsx";
export { focusBeside, loadOutline, step, stepDay } from "./history_steps.ts";

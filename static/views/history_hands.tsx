/** What is done with the past: comparing it with now, bringing a card or the board back, drafting a status update; one file to fetch. */

export { Changes } from "./history_changes.tsx";
export { PastCard, RestoreBoard } from "./history_restore.tsx";

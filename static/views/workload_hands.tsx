/** What opens on the workload page: the cards of a week to move, and what somebody can take on; fetched once the weeks are on the screen. */

export { CapacityForm } from "./workload_capacity.tsx";
export { Panel } from "./workload_panel.tsx";

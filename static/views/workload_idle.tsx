/** Folds and unfolds the rows of people with nothing to do, where they are many. */

import { IDLE_MAX, type WorkloadState } from "./workload_state.ts";

export function IdleButton({ state: { plan, showsIdle } }: { readonly state: WorkloadState }) {
  const { idle } = plan.value;
  if (idle <= IDLE_MAX) return null;
  return (
    <button
      type="button"
      class="button"
      aria-pressed={showsIdle.value}
      onClick={() => {
        showsIdle.value = !showsIdle.peek();
      }}
    >
      {idle} people with nothing planned
    </button>
  );
}

/** Everything that changes a board from its own page, gathered as one file to fetch. */

export { AddColumn } from "./add_column.tsx";
export { dragOn } from "./board_drag.ts";
export { BoardNameField } from "./board_name.tsx";
export { BulkBar } from "./bulk.tsx";
export { ColumnMenu, NameField } from "./column_edit.tsx";
export { Composer } from "./composer.tsx";
export { FilterBar } from "./filter_bar.tsx";
export { Hands } from "./hands.tsx";
export { HeaderTools } from "./header_tools.tsx";
export { MoreViews } from "./more_views.tsx";
export { SyncDetails } from "./sync_details.tsx";

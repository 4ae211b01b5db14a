/** All that a page has besides what it shows, gathered as one file to fetch: what edits a board, the sheet of a card, windows, the sidebar. */

export { plan, TextField } from "../../clients/js/edits/editing.ts";
export { AddColumn } from "./add_column.tsx";
export { dragOn } from "./board_drag.ts";
export { BoardNameField } from "./board_name.tsx";
export { BulkBar } from "./bulk.tsx";
export { CardSheet } from "./card.tsx";
export { CommentRow, NewComment, readSaid } from "./card_comments.tsx"; // for what is said elsewhere
export { ColumnMenu, NameField } from "./column_edit.tsx";
export { Composer } from "./composer.tsx";
export { FilterBar } from "./filter_bar.tsx";
export { Hands } from "./hands.tsx";
export { HeaderTools } from "./header_tools.tsx";
export { Invite } from "./invite.tsx";
export { tellInherited } from "./losing.ts";
export { MoreViews } from "./more_views.tsx";
export { NewBoard } from "./new_board.tsx";
export { Palette } from "./palette.tsx";
export { Shortcuts } from "./shortcuts.tsx";
export { Sidebar } from "./sidebar.tsx";
export { Stopped } from "./stopped.tsx";
export { SyncDetails } from "./sync_details.tsx";
export { LongText } from "./written.tsx";

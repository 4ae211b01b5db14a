/** The client's public names: what a screen imports. docs/clients-js.md describes them. */

export type { Change, ChangeOrigin, Topic } from "./board.ts";
export { Board } from "./board.ts";
export { BoardClient, type EditOptions, newGroup } from "./boardclient.ts";
export type { Clock, Network } from "./clock.ts";
export type { Plain, PlainMap } from "./codec.ts";
export type { Intent, VerbArgs, VerbName } from "./edits/index.ts";
export { loadVerbs } from "./edits/later.ts";
export { AskError, EditError, KanvergeError } from "./errors.ts";
export { newId } from "./ids.ts";
export { forgetBoards, type OpenOptions, openBoard, type StorageOptions } from "./open.ts";
export type { Shown } from "./past.ts";
export type { Peer, Presence, PresenceState } from "./presence.ts";
export type { RecordRow, Records } from "./records.ts";
export { CATEGORIES, COLORS, type Color, PRIORITIES, type Priority, UNSORTED } from "./schema.ts";
export type { Badge, Connection, Refused, Status } from "./status.ts";
export type { Splice, TextField, TextKey, TextRoot } from "./textfield.ts";
export type { Stop } from "./topics.ts";
export type {
  Card,
  Checklist,
  Column,
  Field,
  Goal,
  Item,
  Label,
  Link,
  Meta,
  Milestone,
  Person,
  View,
} from "./values.ts";

/** The pages of the workspace that are no board, in the order of the sidebar: a further one is a line here, and its route. */

export const PAGES = [
  { id: "home", name: "Home", icon: "home", path: "/", key: "g h" },
  { id: "inbox", name: "Inbox", icon: "comment", path: "/inbox", key: "g i" },
  { id: "my", name: "My work", icon: "person", path: "/my", key: "g m" },
  { id: "workload", name: "Workload", icon: "workload", path: "/workload", key: "g w" },
] as const;

/** The pages of the workspace that are no board, in the order of the sidebar: a further one is a line here, and its route. */

export const PAGES = [{ id: "home", name: "Home", icon: "home", path: "/", key: "g h" }] as const;

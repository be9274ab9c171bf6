export * from "./notes";
export * from "./project_members";
export * from "./projects";
export * from "./relations";
export * from "./sessions";
export * from "./tasks";
export * from "./users";

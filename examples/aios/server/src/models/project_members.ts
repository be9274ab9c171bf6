import { index, pgTable, primaryKey, timestamp, uuid } from "drizzle-orm/pg-core";
import { projects } from "./projects";
import { users } from "./users";

// Who works on which project.
//
// A row is a pair and nothing else: it has no identifier of its own, and never changes.
// @category work
export const projectMembers = pgTable(
  "project_members",
  {
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }), // What is worked on
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }), // Who works on it
    joinedAt: timestamp({ withTimezone: true }).notNull().defaultNow(), // Since when
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.userId] }),
    index("project_members_user_id_idx").on(table.userId), // The projects of somebody
  ],
);

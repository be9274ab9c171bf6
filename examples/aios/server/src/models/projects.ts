import { boolean, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { primaryKey, timestamps } from "./columns";
import { users } from "./users";

// What people work on together.
// @category work
export const projects = pgTable(
  "projects",
  {
    ...primaryKey,
    ownerId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "restrict" }), // Who answers for it
    name: text().notNull(), // As its people call it
    description: text(), // What it is for
    archived: boolean().notNull().default(false), // Out of sight, and kept
    ...timestamps,
  },
  (table) => [index("projects_owner_id_idx").on(table.ownerId)], // Who leaves hands these over first
);

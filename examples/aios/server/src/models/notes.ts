import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { primaryKey, timestamps } from "./columns";
import { projects } from "./projects";
import { users } from "./users";

// What people write down, of a project or for themselves.
// @category work
export const notes = pgTable(
  "notes",
  {
    ...primaryKey,
    authorId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }), // Who wrote it
    projectId: uuid().references(() => projects.id, { onDelete: "cascade" }), // Null: it is the author's alone
    title: text().notNull(), // In one line
    body: text().notNull().default(""), // Markdown
    tags: text().array().notNull().default([]), // What it is found by
    metadata: jsonb().$type<{ source?: string }>(), // Where an import found it
    ...timestamps,
  },
  (table) => [
    index("notes_author_id_idx").on(table.authorId, table.updatedAt.desc()), // Somebody's notes, newest first
    index("notes_project_id_idx").on(table.projectId), // What a project's page lists below its tasks
    index("notes_tags_idx").using("gin", table.tags), // Finding by tags: `tags @> ARRAY['idea']`
  ],
);
